import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { spawnBound, stopProcess, tailOf, waitUntilUp } from "./bound-process";
import { demoHost } from "./port-book";

export interface PrometheusServer {
  readonly url: string;
  onFailure(tell: (reason: string) => void): void;
  close(): Promise<void>;
}

/** Start a Prometheus that asks these ports for their metrics every second and keeps two hours. */
export async function startPrometheusServer(given: {
  readonly program: string;
  readonly folder: string;
  readonly port: number;
  readonly scrapedPorts: readonly number[];
}): Promise<PrometheusServer> {
  const folder = path.join(given.folder, "prometheus");
  await mkdir(folder, { recursive: true });
  const configFile = path.join(folder, "prometheus.yml");
  await writeFile(configFile, prometheusConfig(given.scrapedPorts));
  const url = `http://${demoHost}:${given.port}`;
  const child = spawnBound(given.program, [
    `--config.file=${configFile}`,
    `--storage.tsdb.path=${path.join(folder, "data")}`,
    `--web.listen-address=${demoHost}:${given.port}`,
    "--storage.tsdb.retention.time=2h",
    "--query.lookback-delta=30s",
    "--log.level=error",
  ]);
  const tail = tailOf(child);
  let closing = false;
  await waitUntilUp(child, { name: "Prometheus", tail, isReady: () => isReady(url) }).catch(async (error: unknown) => {
    await stopProcess(child);
    throw error;
  });
  return {
    url,
    onFailure(tell) {
      child.once("exit", (code, signal) => closing || tell(`Prometheus ended (${signal ?? code}): ${tail()}`));
    },
    async close() {
      closing = true;
      await stopProcess(child);
    },
  };
}

/** The text of prometheus.yml. */
export function prometheusConfig(scrapedPorts: readonly number[]): string {
  const targets = scrapedPorts.map((port) => `"${demoHost}:${port}"`).join(", ");
  return [
    "global: { scrape_interval: 1s, scrape_timeout: 1s }",
    "scrape_configs:",
    "  - job_name: shop",
    `    static_configs: [{ targets: [${targets}] }]`,
    "",
  ].join("\n");
}

async function isReady(url: string): Promise<boolean> {
  return (await fetch(`${url}/-/ready`, { signal: AbortSignal.timeout(1_000) })).ok;
}
