import { startHttpServer } from "../support/http-canary";
import { startToxicProxy, type ToxicProxy } from "../support/toxic-proxy";

/** A metrics source of which the test writes the numbers: one per service, 0 is good, 1 is bad. */
export interface MetricsBoard {
  readonly url: string;
  /** The way to it, which can be made ill. */
  readonly network: ToxicProxy;
  set(service: string, badness: number): void;
  reset(): void;
  close(): Promise<void>;
}

export async function startMetricsBoard(services: readonly string[]): Promise<MetricsBoard> {
  const badness = new Map(services.map((service) => [service, 0]));
  const server = await startHttpServer((_request, response) => {
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify(Object.fromEntries(badness)));
  });
  const network = await startToxicProxy({ host: "127.0.0.1", port: server.port });
  return {
    url: `http://127.0.0.1:${network.port}/numbers.json`,
    network,
    set: (service, value) => void badness.set(service, value),
    reset: () => {
      for (const service of services) badness.set(service, 0);
    },
    async close() {
      await network.close();
      await server.close();
    },
  };
}
