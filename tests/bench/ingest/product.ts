import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { builtArguments } from "@/lib/entry/launcher/programs.mjs";
import { freePort, startEmbeddedPostgres } from "@/lib/platform/db/embedded-postgres";
import { migrate } from "@/lib/platform/db/migrate";

const root = path.resolve(import.meta.dirname, "..", "..", "..");

/** The built product whose processes can be killed and started again over the same database. */
export interface MortalProduct {
  readonly url: string;
  readonly token: string;
  readonly databaseUrl: string;
  start(part: "web" | "worker"): Promise<void>;
  /** SIGKILL; resolves when it is gone. */
  kill(part: "web" | "worker"): Promise<void>;
  log(): string;
  close(): Promise<void>;
}

/** PostgreSQL as the product ships it, durable, in a temporary folder; web and worker run after `start`. */
export async function createMortalProduct(): Promise<MortalProduct> {
  const dataDir = await mkdtemp(path.join(tmpdir(), "signalbox-ingest-"));
  const postgres = await startEmbeddedPostgres({
    clusterDir: path.join(dataDir, "postgres"),
    password: "ingest-bench",
    temporary: false,
  });
  const databaseUrl = postgres.urlOf("signalbox");
  await migrate(databaseUrl, path.join(root, "prisma", "migrations"));
  const token = randomBytes(32).toString("base64url");
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const children = new Map<string, ChildProcess>();
  let output = "";
  const env = {
    ...process.env,
    NODE_ENV: "production",
    NEXT_TELEMETRY_DISABLED: "1",
    DATABASE_URL: databaseUrl,
    HOST: "127.0.0.1",
    PORT: String(port),
    SIGNALBOX_URL: url,
    SIGNALBOX_SECRET: randomBytes(48).toString("base64url"),
    SIGNALBOX_BOOTSTRAP_TOKEN: token,
    SIGNALBOX_DATA_DIR: dataDir,
    SIGNALBOX_DEMO: "0",
    SIGNALBOX_LOG_LEVEL: "warn",
  };

  async function start(part: "web" | "worker"): Promise<void> {
    const isWeb = part === "web";
    const args = isWeb
      ? [path.join("node_modules", "next", "dist", "bin", "next"), "start", "-H", "127.0.0.1", "-p", String(port)]
      : builtArguments("lib/entry/worker.ts");
    const child = spawn(process.execPath, args, {
      cwd: root,
      env: env as NodeJS.ProcessEnv,
      stdio: ["ignore", "pipe", "pipe"],
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (text: Buffer) => {
        output = (output + text.toString()).slice(-100_000);
      });
    }
    children.set(part, child);
    if (isWeb) await untilAnswers(url, child, () => output);
  }

  async function kill(part: "web" | "worker"): Promise<void> {
    const child = children.get(part);
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGKILL");
    await gone;
  }

  return {
    url,
    token,
    databaseUrl,
    start,
    kill,
    log: () => output,
    async close() {
      await kill("web");
      await kill("worker");
      await postgres.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

async function untilAnswers(url: string, child: ChildProcess, log: () => string): Promise<void> {
  const endsAt = performance.now() + 60_000;
  while (performance.now() < endsAt) {
    if (child.exitCode !== null) throw new Error(`web ended (${child.exitCode}):\n${log()}`);
    const isReady = await fetch(`${url}/api/health/ready`).then(
      (answer) => answer.ok,
      () => false,
    );
    if (isReady) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`web did not become ready:\n${log()}`);
}
