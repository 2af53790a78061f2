import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import os from "node:os";
import path from "node:path";

export interface ScrapeTarget {
  /** `host:port`. */
  readonly address: string;
  readonly labels: Readonly<Record<string, string>>;
}

export interface PrometheusOptions {
  readonly targets: readonly ScrapeTarget[];
  readonly scrapeIntervalMs?: number;
  /** How long a sample counts as current, for example `5m`. */
  readonly lookback?: string;
  readonly binary?: string;
}

export interface TestPrometheus {
  readonly url: string;
  readonly process: ChildProcess;
  /** Replace the targets; noticed within a second or two. */
  setTargets(targets: readonly ScrapeTarget[]): Promise<void>;
  /** Stop it in its tracks (SIGSTOP): the port accepts, nothing answers. */
  freeze(): Promise<void>;
  thaw(): void;
  /** The values of an instant query by their labels, asked directly. */
  query(promql: string): Promise<readonly { labels: Record<string, string>; value: string }[]>;
  /** Kill it and delete its data. Safe to call twice. */
  stop(): Promise<void>;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}

/** Wait until `condition` holds, or fail with `what` after `timeoutMs`. */
export async function eventually(
  what: string,
  condition: () => Promise<boolean> | boolean,
  timeoutMs = 15_000,
): Promise<void> {
  const endMs = performance.now() + timeoutMs;
  while (!(await condition())) {
    if (performance.now() > endMs) throw new Error(`not within ${timeoutMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

async function writeTargets(directory: string, targets: readonly ScrapeTarget[]): Promise<void> {
  const groups = targets.map(({ address, labels }) => ({ targets: [address], labels }));
  await writeFile(path.join(directory, "targets.tmp"), JSON.stringify(groups));
  await rename(path.join(directory, "targets.tmp"), path.join(directory, "targets.json"));
}

function configText(scrapeIntervalMs: number): string {
  return [
    `global: { scrape_interval: ${scrapeIntervalMs}ms, scrape_timeout: ${scrapeIntervalMs}ms }`,
    "scrape_configs:",
    "  - job_name: test",
    "    file_sd_configs: [{ files: [targets.json], refresh_interval: 1s }]",
    "",
  ].join("\n");
}

async function answers(url: string, timeoutMs = 1_000): Promise<boolean> {
  try {
    return (await fetch(`${url}/-/ready`, { signal: AbortSignal.timeout(timeoutMs) })).ok;
  } catch {
    return false;
  }
}

/**
 * A test worker may be killed without a chance to clean up. This one waits for its input to end, which the system sees
 * to, and then kills the process and deletes its folder.
 */
function startUndertaker(pid: number, directory: string): ChildProcess {
  const script = 'cat > /dev/null; kill -9 "$1" 2> /dev/null; rm -rf "$2"';
  const undertaker = spawn("sh", ["-c", script, "undertaker", `${pid}`, directory], {
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
  });
  undertaker.unref();
  return undertaker;
}

/** Start a real Prometheus on a free port of 127.0.0.1 with its data in a temporary folder. */
export async function startPrometheus(options: PrometheusOptions): Promise<TestPrometheus> {
  const directory = await mkdtemp(path.join(os.tmpdir(), "signalbox-prometheus-"));
  await writeTargets(directory, options.targets);
  await writeFile(path.join(directory, "prometheus.yml"), configText(options.scrapeIntervalMs ?? 1_000));
  const url = `http://127.0.0.1:${await freePort()}`;
  const child = spawn(
    options.binary ?? "prometheus",
    [
      `--config.file=${path.join(directory, "prometheus.yml")}`,
      `--storage.tsdb.path=${path.join(directory, "data")}`,
      `--web.listen-address=${new URL(url).host}`,
      `--query.lookback-delta=${options.lookback ?? "5m"}`,
      "--storage.tsdb.retention.time=2h",
      "--log.level=error",
    ],
    { stdio: ["ignore", "ignore", "pipe"] },
  );
  let log = "";
  child.stderr?.on("data", (chunk: Buffer) => {
    log = (log + chunk.toString()).slice(-4_000);
  });
  const failed = once(child, "error").then(([error]) => {
    throw new Error(`prometheus cannot be started: ${String(error)}`);
  });
  const undertaker = child.pid === undefined ? null : startUndertaker(child.pid, directory);

  async function stop(): Promise<void> {
    if (child.exitCode === null && child.signalCode === null && child.pid !== undefined) {
      const exited = once(child, "exit");
      child.kill("SIGKILL");
      await exited;
    }
    undertaker?.kill("SIGKILL");
    await rm(directory, { recursive: true, force: true });
  }

  try {
    const ready = eventually(`prometheus ready at ${url}`, async () => {
      if (child.exitCode !== null) throw new Error(`prometheus ended: ${log}`);
      return answers(url);
    });
    await Promise.race([ready, failed]);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    url,
    process: child,
    setTargets: (targets) => writeTargets(directory, targets),
    freeze: async () => {
      child.kill("SIGSTOP");
      // The signal returns before every thread has stopped.
      await eventually("prometheus is frozen", async () => !(await answers(url, 200)));
    },
    thaw: () => void child.kill("SIGCONT"),
    query: async (promql) => {
      const response = await fetch(`${url}/api/v1/query`, {
        method: "POST",
        body: new URLSearchParams({ query: promql }),
      });
      const json = (await response.json()) as {
        error?: string;
        data?: { result: { metric: Record<string, string>; value: [number, string] }[] };
      };
      if (json.data === undefined) throw new Error(json.error ?? "no data");
      return json.data.result.map(({ metric, value }) => ({ labels: metric, value: value[1] }));
    },
    stop,
  };
}
