import { route } from "@/lib/platform/http/route";
import { operationAt } from "./api-server";

export interface ApiAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body as JSON. */
  readonly body: Readonly<Record<string, unknown>>;
}

export interface ApiCall {
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body?: unknown;
}

/** Call `METHOD /path` below /api/v1 through its route handler, as a request would, on the runtime that is set. */
export async function callApi(method: string, path: string, call: ApiCall = {}): Promise<ApiAnswer> {
  const url = new URL(`http://localhost:3000/api/v1${path}`);
  const match = operationAt(method, url.pathname);
  if (!match) throw new Error(`there is no operation ${method} ${path}`);
  const headers = { host: url.host, "sec-fetch-site": "same-origin", "content-type": "application/json" };
  const request = new Request(url, {
    method,
    headers: { ...headers, ...call.headers },
    ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
  });
  const response = await route(match.operation)(request, { params: Promise.resolve(match.params) });
  const text = await response.text();
  const isJson = /json/.test(response.headers.get("content-type") ?? "");
  return { status: response.status, headers: response.headers, text, body: isJson ? JSON.parse(text) : null };
}
