import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";

export interface RecordedAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly json?: unknown;
}

export interface RecordedServer {
  readonly url: string;
  /** Path and query of each request, in order. */
  readonly asked: string[];
  readonly headers: IncomingHttpHeaders[];
  close(): Promise<void>;
}

/** A server on loopback that answers what `answer` says about path and query; 404 when it says nothing. */
export async function startRecordedServer(
  answer: (path: string, query: URLSearchParams) => RecordedAnswer | undefined,
): Promise<RecordedServer> {
  const asked: string[] = [];
  const headers: IncomingHttpHeaders[] = [];
  const server: Server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://recorded");
    asked.push(`${url.pathname}${url.search}`);
    headers.push(request.headers);
    const found = answer(url.pathname, url.searchParams) ?? { status: 404, json: { message: "Not Found" } };
    response.writeHead(found.status ?? 200, { "content-type": "application/json", ...found.headers });
    response.end(JSON.stringify(found.json ?? null));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    headers,
    close: () => new Promise((resolve) => (server.listening ? server.close(() => resolve()) : resolve())),
  };
}
