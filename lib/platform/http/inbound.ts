import { subscribe } from "node:diagnostics_channel";
import type { IncomingMessage } from "node:http";
import { isRouterState } from "./router-state";

/** Headers by which the framework's own parts talk to one another. From outside they could only mislead it. */
const internalHeaders = /^x-(middleware|invoke|now)-|^x-(matched-path|prerender-revalidate|nextjs-data)$|^x-signalbox-/;

function isReadable(path: string): boolean {
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
}

/** The part of a request that we change before anybody reads it. */
export type InboundRequest = Pick<IncomingMessage, "method" | "url" | "headers">;

/**
 * Take out of a request what the framework would trip over or believe:
 * - headers of its own parts are dropped, and ours, which only this process writes;
 * - a state of the browser's router that cannot be read is dropped: the whole page is the answer then, not an error;
 * - an address whose percent escapes are no text would end as an internal error; the signs are taken literally instead, so
 *   that nothing is found there;
 * - TRACE, which nobody answers and the framework fails at, becomes OPTIONS.
 */
export function cleanInbound(request: InboundRequest): void {
  for (const name of Object.keys(request.headers)) {
    if (internalHeaders.test(name)) delete request.headers[name];
  }
  const state = request.headers["next-router-state-tree"];
  if (state !== undefined && !isRouterState(String(state))) delete request.headers["next-router-state-tree"];
  const [path = "", ...query] = (request.url ?? "").split("?");
  if (!isReadable(path)) request.url = [path.replaceAll("%", "%25"), ...query].join("?");
  if (request.method === "TRACE") request.method = "OPTIONS";
}

let isCleaning = false;

/** Clean each request that comes to this process's servers. Safe to call twice; must come before `stampPeerAddresses`. */
export function cleanInboundRequests(): void {
  if (isCleaning) return;
  isCleaning = true;
  subscribe("http.server.request.start", (message) => cleanInbound((message as { request: IncomingMessage }).request));
}
