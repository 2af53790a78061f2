import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { builtArguments } from "@/lib/entry/launcher/programs.mjs";
import { freePort, startEmbeddedPostgres } from "@/lib/platform/db/embedded-postgres";
import { migrate } from "@/lib/platform/db/migrate";

const root = path.resolve(import.meta.dirname, "..", "..");
const readyDeadlineMs = 60_000;
const stopDeadlineMs = 8_000;

export interface RunningProduct {
  readonly baseUrl: string;
  /** An administrator's API token of this installation. */
  readonly bootstrapToken: string;
  /** As the owner. */
  readonly databaseUrl: string;
  readonly dataDir: string;
  /** What web and worker printed so far. */
  log(): string;
  stop(): Promise<void>;
}

/**
 * The built product (`npm run build` must have run) on a temporary PostgreSQL and a free port: web and, when `worker` is not
 * false, the worker. No demonstration. `env` adds or replaces settings.
 */
export async function startProduct(
  options: { readonly worker?: boolean; readonly env?: Readonly<Record<string, string>> } = {},
): Promise<RunningProduct> {
  const dataDir = await mkdtemp(path.join(tmpdir(), "signalbox-product-"));
  const clusterDir = path.join(dataDir, "postgres");
  const postgres = await startEmbeddedPostgres({ clusterDir, password: "product-tests", temporary: true });
  const children: ChildProcess[] = [];
  let output = "";
  const stop = async (): Promise<void> => {
    for (const child of children) await end(child);
    await postgres.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
  try {
    const databaseUrl = postgres.urlOf("signalbox");
    await migrate(databaseUrl, path.join(root, "prisma", "migrations"));
    const bootstrapToken = randomBytes(32).toString("base64url");
    const port = await freePort();
    const baseUrl = `http://127.0.0.1:${port}`;
    const env = {
      ...foreignEnvironment(),
      NODE_ENV: "production",
      NEXT_TELEMETRY_DISABLED: "1",
      DATABASE_URL: databaseUrl,
      HOST: "127.0.0.1",
      PORT: String(port),
      SIGNALBOX_URL: baseUrl,
      SIGNALBOX_SECRET: randomBytes(48).toString("base64url"),
      SIGNALBOX_BOOTSTRAP_TOKEN: bootstrapToken,
      SIGNALBOX_DATA_DIR: dataDir,
      SIGNALBOX_DEMO: "0",
      ...options.env,
    };
    const run = (args: readonly string[]): void => {
      const child = spawn(process.execPath, args, {
        cwd: root,
        env: env as NodeJS.ProcessEnv,
        stdio: ["ignore", "pipe", "pipe"],
      });
      const keep = (text: Buffer): void => {
        output = (output + text.toString()).slice(-200_000);
      };
      child.stdout.on("data", keep);
      child.stderr.on("data", keep);
      children.push(child);
    };
    run([path.join("node_modules", "next", "dist", "bin", "next"), "start", "-H", "127.0.0.1", "-p", String(port)]);
    if (options.worker !== false) run(builtArguments("lib/entry/worker.ts"));
    await untilReady(baseUrl, children, () => output);
    return { baseUrl, bootstrapToken, databaseUrl, dataDir, log: () => output, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The environment without a developer's own settings. */
function foreignEnvironment(): Record<string, string | undefined> {
  const ours = /^(SIGNALBOX_|DATABASE_|PORT$|HOST$|NODE_OPTIONS$)/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !ours.test(name)));
}

async function untilReady(baseUrl: string, children: readonly ChildProcess[], log: () => string): Promise<void> {
  const deadline = performance.now() + readyDeadlineMs;
  while (performance.now() < deadline) {
    const ended = children.find((child) => child.exitCode !== null);
    if (ended) throw new Error(`${ended.spawnargs.join(" ")} ended (${ended.exitCode}):\n${log()}`);
    const status = await fetch(`${baseUrl}/api/health/ready`).then(
      (response) => response.status,
      () => 0,
    );
    if (status === 200) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`${baseUrl}/api/health/ready did not answer 200 within ${readyDeadlineMs} ms:\n${log()}`);
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), stopDeadlineMs);
  await exited;
  clearTimeout(timer);
}
