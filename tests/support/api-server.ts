import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { apiOperations } from "@/lib/api-operations";
import type { Operation } from "@/lib/platform/http/operation";
import { route } from "@/lib/platform/http/route";

export interface ApiServer {
  readonly url: string;
  close(): Promise<void>;
}

export interface OperationMatch {
  readonly operation: Operation;
  readonly params: Record<string, string>;
}

/** The operation that answers `METHOD /api/v1/…`; one with a literal path before one with a parameter. */
export function operationAt(method: string, pathname: string): OperationMatch | null {
  const found = apiOperations
    .filter((operation) => operation.method === method)
    .toSorted((one, other) => one.path.split("{").length - other.path.split("{").length);
  for (const operation of found) {
    const pattern = new RegExp(`^/api/v1${operation.path.replaceAll(/\{(\w+)\}/g, "(?<$1>[^/]+)")}$`);
    const match = pattern.exec(pathname);
    if (match) return { operation, params: Object.fromEntries(Object.entries(match.groups ?? {}).map(decoded)) };
  }
  return null;
}

function decoded([name, value]: [string, string]): [string, string] {
  return [name, decodeURIComponent(value)];
}

async function toRequest(message: IncomingMessage): Promise<Request> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk);
  const hasBody = chunks.length > 0;
  const headers = new Headers(
    Object.entries(message.headers).map(([name, value]): [string, string] => [name, String(value)]),
  );
  return new Request(`http://${message.headers.host}${message.url}`, {
    method: message.method ?? "GET",
    headers,
    ...(hasBody ? { body: Buffer.concat(chunks) } : {}),
  });
}

/** The REST API over HTTP on a free port, without the pages: for clients of it. Uses the runtime that is set. */
export async function startApiServer(): Promise<ApiServer> {
  const server: Server = createServer(async (message, response) => {
    const request = await toRequest(message);
    const match = operationAt(request.method, new URL(request.url).pathname);
    if (!match) return response.writeHead(404, { "content-type": "text/html" }).end("<h1>Not found</h1>");
    const answer = await route(match.operation)(request, { params: Promise.resolve(match.params) });
    response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(await answer.text());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
