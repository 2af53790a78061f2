import { subscribe } from "node:diagnostics_channel";
import type { IncomingMessage, RequestListener, Server, ServerResponse } from "node:http";
import { AppError } from "@/lib/kernel/app-error";
import { currentRuntime, type Runtime } from "@/lib/platform/runtime";
import { problemResponse, toProblem } from "./problem";
import { requestIdOf } from "./request-facts";

/** Makes the answer to one request, or throws an AppError. */
export type DirectHandler = (request: IncomingMessage, runtime: Runtime) => Promise<DirectAnswer>;

export interface DirectAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** The handler of requests that are answered before the framework sees them; null leaves one to the framework. */
export type DirectRoute = (request: IncomingMessage) => DirectHandler | null;

/** Header values by name in lower case; one that came several times is joined, as `Headers` does. */
export function headersOf({ headers }: Pick<IncomingMessage, "headers">): Record<string, string> {
  const pairs = Object.entries(headers).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, Array.isArray(value) ? value.join(", ") : value]],
  );
  return Object.fromEntries(pairs);
}

/** The body as it came. Throws `payload_too_large` at the first byte beyond `maxBytes`, `invalid_input` when it ends early. */
export async function bodyOf(request: IncomingMessage, maxBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  return new Promise((resolve, reject) => {
    request.on("data", (chunk: Uint8Array) => {
      size += chunk.byteLength;
      if (size <= maxBytes) chunks.push(chunk);
      else reject(new AppError("payload_too_large", { detail: `Send at most ${maxBytes} bytes.` }));
    });
    request.on("end", () => resolve(Buffer.concat(chunks)));
    const cutOff = () => reject(new AppError("invalid_input", { detail: "The body ended before all of it had come." }));
    request.on("error", cutOff);
    request.on("close", cutOff);
  });
}

/** Answer one request with what `handle` makes, and errors as problem documents, as routes do. */
export async function answerDirectly(
  request: IncomingMessage,
  response: ServerResponse,
  handle: DirectHandler,
): Promise<void> {
  const runtime = currentRuntime();
  const headers = new Headers();
  const given = request.headers["x-request-id"];
  if (typeof given === "string") headers.set("x-request-id", given);
  const requestId = requestIdOf(headers, () => runtime.ids.next("req"));
  try {
    const { status, body } = await handle(request, runtime);
    send(response, status, { "content-type": "application/json", "cache-control": "no-store" }, JSON.stringify(body));
  } catch (error) {
    const problem = problemResponse(toProblem(error, requestId, runtime.log));
    // What is left of a body that is too large is not waited for.
    if (!request.complete) response.shouldKeepAlive = false;
    send(response, problem.status, Object.fromEntries(problem.headers), await problem.text());
  }
}

function send(response: ServerResponse, status: number, headers: Record<string, string>, text: string): void {
  if (response.destroyed) return;
  response.writeHead(status, { ...headers, "content-length": Buffer.byteLength(text) });
  response.end(text);
}

/** Put `route` before all listeners of a server. */
export function answerBefore(server: Server, route: DirectRoute): void {
  const listeners = server.listeners("request") as RequestListener[];
  server.removeAllListeners("request");
  server.on("request", (request, response) => {
    const handle = route(request);
    // Whatever goes wrong beyond an answer ends this connection and nothing else.
    if (handle) answerDirectly(request, response, handle).catch(() => response.destroy());
    else for (const listener of listeners) listener.call(server, request, response);
  });
}

const seen = new WeakSet<Server>();

/** Put `route` before the framework on this process's servers, from their first request on. Must come after `cleanInboundRequests`. */
export function answerBeforeFramework(route: DirectRoute): void {
  subscribe("http.server.request.start", (message) => {
    const { server } = message as { server: Server };
    if (seen.has(server)) return;
    seen.add(server);
    answerBefore(server, route);
  });
}
