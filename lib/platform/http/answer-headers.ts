import { subscribe, unsubscribe } from "node:diagnostics_channel";
import type { ServerResponse } from "node:http";
import { machineAnswerPolicy } from "./content-security-policy";

/**
 * What every answer says, whoever makes it. Pages replace the policy by one with their nonce (proxy.ts); everything else
 * may, opened in a browser, load and run nothing.
 */
const protectiveHeaders: Readonly<Record<string, string>> = {
  "strict-transport-security": "max-age=31536000; includeSubDomains",
  "x-content-type-options": "nosniff",
  "referrer-policy": "strict-origin-when-cross-origin",
  "cross-origin-opener-policy": "same-origin",
  "x-frame-options": "DENY",
  "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=()",
  "content-security-policy": machineAnswerPolicy,
};

/** Give one answer these headers now, and `no-store` at the end when nobody has said how long it may be kept. */
export function protectAnswer(response: ServerResponse): void {
  for (const [name, value] of Object.entries(protectiveHeaders)) response.setHeader(name, value);
  const writeHead = response.writeHead.bind(response) as (...args: unknown[]) => ServerResponse;
  response.writeHead = (...args: unknown[]) => {
    if (!response.hasHeader("cache-control")) response.setHeader("cache-control", "no-store");
    return writeHead(...args);
  };
}

const channel = "http.server.request.start";
let takeBack: (() => void) | undefined;

/**
 * Protect each answer of this process's servers. It happens below the framework, whose own redirects and refusals
 * know nothing of configured headers. Safe to call twice; what it answers takes it back.
 */
export function protectAnswers(): () => void {
  if (takeBack) return takeBack;
  const onStart = (message: unknown): void => protectAnswer((message as { response: ServerResponse }).response);
  subscribe(channel, onStart);
  takeBack = () => {
    unsubscribe(channel, onStart);
    takeBack = undefined;
  };
  return takeBack;
}
