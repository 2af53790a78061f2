import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import path from "node:path";
import { typeScriptEnvironment } from "@/lib/entry/launcher/runtime.mjs";
import { preloadArguments, programArguments } from "../support/bundled-programs";
import { startToxicProxy, type ToxicProxy } from "../support/toxic-proxy";
import { until } from "../support/until";

export interface WorkerOptions {
  readonly name: string;
  /** Outlives the process: the one that is started in its place finds its journal. */
  readonly dataDir: string;
  readonly databaseUrl: string;
  readonly settings: Readonly<Record<string, string>>;
}

/** A real worker, whose way to the database can be made ill. */
export interface WorkerProcess {
  readonly name: string;
  readonly dataDir: string;
  /** As the database knows it. */
  readonly id: string;
  readonly pid: number;
  readonly database: ToxicProxy;
  isAlive(): boolean;
  signal(name: NodeJS.Signals): void;
  /** See `preload.ts`. */
  order(order: { spinMs: number } | { shiftMs: number }): void;
  log(): string;
  /** Resolves when the process is gone. */
  readonly exited: Promise<void>;
  /** End it, however it is. */
  close(): Promise<void>;
}

const root = path.resolve(import.meta.dirname, "..", "..");
const readyDeadlineMs = 60_000;

/** Start a worker on a data directory; resolves when it is ready. */
export async function startWorker(options: WorkerOptions): Promise<WorkerProcess> {
  await mkdir(options.dataDir, { recursive: true });
  const url = new URL(options.databaseUrl);
  const database = await startToxicProxy({ host: url.hostname, port: Number(url.port) });
  url.port = String(database.port);
  const [program, ...args] = boundToUs([
    process.execPath,
    ...preloadArguments("tests/chaos/preload.ts"),
    ...programArguments("lib/entry/worker.ts"),
  ]);
  const child = spawn(program!, args, {
    cwd: root,
    env: {
      ...typeScriptEnvironment(ownEnvironment()),
      ...options.settings,
      DATABASE_URL: url.href,
      SIGNALBOX_DATA_DIR: options.dataDir,
    },
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  let output = "";
  const keep = (text: Buffer): void => {
    output = (output + text.toString()).slice(-200_000);
  };
  child.stdout?.on("data", keep);
  child.stderr?.on("data", keep);
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const close = async (): Promise<void> => {
    child.kill("SIGKILL");
    await exited;
    await database.close();
  };
  const isAlive = (): boolean => child.exitCode === null && child.signalCode === null;
  try {
    const id = await until("the worker to be ready", () => readyId(child, output), { deadlineMs: readyDeadlineMs });
    const { name, dataDir } = options;
    return {
      name,
      dataDir,
      id,
      pid: child.pid ?? 0,
      database,
      isAlive,
      signal: (signal) => void child.kill(signal),
      order: (order) => void child.send(order),
      log: () => output,
      exited,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function readyId(child: ChildProcess, output: string): string | null {
  if (child.exitCode !== null) throw new Error(`a worker ended with ${child.exitCode}:\n${output}`);
  const line = output.split("\n").find((text) => text.includes("worker ready"));
  return /"workerId":"([^"]+)"/.exec(line ?? "")?.[1] ?? null;
}

/** On Linux the kernel ends the worker with us, also when we are killed and close nothing. */
function boundToUs(command: readonly string[]): readonly string[] {
  return existsSync("/usr/bin/setpriv") ? ["/usr/bin/setpriv", "--pdeathsig", "KILL", ...command] : command;
}

/** Our environment without a developer's own settings. */
function ownEnvironment(): NodeJS.ProcessEnv {
  const ours = /^(SIGNALBOX_|DATABASE_|PORT$|HOST$|NODE_OPTIONS$|VITEST|NODE_ENV$)/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !ours.test(name))) as NodeJS.ProcessEnv;
}
