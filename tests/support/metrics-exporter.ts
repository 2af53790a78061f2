import { startHttpServer } from "./http-canary";

export interface MetricsExporter {
  /** `host:port`, as a scrape target. */
  readonly address: string;
  /** Replace what the next scrape sees, in the text format of Prometheus. */
  setText(text: string): void;
  scrapes(): number;
  close(): Promise<void>;
}

/** A scrape target whose metrics the test writes. */
export async function startExporter(text: string): Promise<MetricsExporter> {
  let current = text;
  const server = await startHttpServer((_request, response) => {
    response.setHeader("content-type", "text/plain; version=0.0.4");
    response.end(current);
  });
  return {
    address: `127.0.0.1:${server.port}`,
    setText: (next) => {
      current = next;
    },
    scrapes: server.requests,
    close: server.close,
  };
}
