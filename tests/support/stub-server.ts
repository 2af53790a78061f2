import type { IncomingMessage } from "node:http";
import { startHttpServer, type TestHttpServer } from "./http-canary";

export interface StubRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

export interface StubAnswer {
  readonly status?: number;
  readonly body: unknown;
}

export interface StubServer extends Pick<TestHttpServer, "url" | "close"> {
  readonly seen: readonly StubRequest[];
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}

/** Another system as far as we see it: answers JSON, or text as it is, and remembers what it was asked. */
export async function startStub(answer: (request: StubRequest) => StubAnswer): Promise<StubServer> {
  const seen: StubRequest[] = [];
  const server = await startHttpServer((request, response) => {
    void bodyOf(request).then((body) => {
      const url = new URL(request.url ?? "/", "http://stub");
      const asked = {
        method: request.method ?? "GET",
        path: url.pathname,
        query: url.searchParams,
        headers: request.headers,
        body,
      };
      seen.push(asked);
      const { status = 200, body: content } = answer(asked);
      response.writeHead(status, { "content-type": "application/json" });
      response.end(typeof content === "string" ? content : JSON.stringify(content));
    });
  });
  return { url: server.url, close: server.close, seen };
}
