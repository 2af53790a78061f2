import { type ChildProcess, execFile, spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";

const script = path.join(import.meta.dirname, "start.mjs");
const deadlineMs = 40_000;

export async function until(what: string, condition: () => boolean | Promise<boolean>): Promise<void> {
  const end = performance.now() + deadlineMs;
  while (!(await condition())) {
    if (performance.now() > end) throw new Error(`did not happen within ${deadlineMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    // A process that ended but is not yet reaped answers too.
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return false;
  }
}

/** One start of the launcher (tests/support/launcher/start.mjs) and what it printed. */
export class LauncherProcess {
  readonly child: ChildProcess;
  readonly exit: Promise<number | null>;
  output = "";

  constructor(
    readonly dataDir: string,
    env: Readonly<Record<string, string>> = {},
    args: readonly string[] = [],
  ) {
    const inherited = Object.fromEntries(
      Object.entries(process.env).filter(([name]) => !/^(SIGNALBOX_|DATABASE_|PORT$|HOST$|VITEST|NODE_ENV)/.test(name)),
    );
    this.child = spawn(process.execPath, [script, ...args], {
      env: { ...inherited, SIGNALBOX_DATA_DIR: dataDir, PORT: "0", ...env } as unknown as NodeJS.ProcessEnv,
      stdio: ["ignore", "pipe", "pipe"],
    });
    const keep = (text: Buffer): void => {
      this.output += text.toString();
    };
    this.child.stdout?.on("data", keep);
    this.child.stderr?.on("data", keep);
    this.exit = new Promise((resolve) => this.child.once("exit", resolve));
  }

  get url(): string {
    return /Ready in [\d.]+ s: +(\S+)/.exec(this.output)?.[1] ?? "";
  }

  async ready(): Promise<void> {
    await this.until("ready", () => this.url !== "");
  }

  /** Wait for what a launcher that runs does; one that ended, or is late, says what it printed. */
  async until(what: string, condition: () => boolean): Promise<void> {
    const hasEnded = (): boolean => this.child.exitCode !== null || this.child.signalCode !== null;
    try {
      await until(what, () => condition() || hasEnded());
    } catch (error) {
      throw new Error(`${error instanceof Error ? error.message : error}; it printed:\n${this.output}`);
    }
    if (!condition()) throw new Error(`it ended (${this.child.exitCode}) before ${what}; it printed:\n${this.output}`);
  }

  /** End one of its processes without a chance to clean up. Never 0, which would end the tests' own group. */
  crash(pid: number): void {
    if (!(pid > 1)) throw new Error(`no process to end: ${pid}; the launcher printed:\n${this.output}`);
    process.kill(pid, "SIGKILL");
  }

  /** Process id that a tiny program wrote, or PostgreSQL's own; 0 while there is none. */
  pidOf(name: "web" | "worker" | "demo" | "postgres"): number {
    const file = path.join(this.dataDir, name === "postgres" ? "postgres/postmaster.pid" : `${name}.pid`);
    return existsSync(file) ? Number.parseInt(readFileSync(file, "utf8"), 10) : 0;
  }
}

/** Starts launchers on data directories of its own and ends and removes them all. */
export class LauncherBench {
  private readonly launchers: LauncherProcess[] = [];
  private readonly directories: string[] = [];

  /** A new data directory: empty, or as another is. */
  async directory(like?: string): Promise<string> {
    const directory = await mkdtemp(path.join(tmpdir(), "signalbox-launcher-"));
    this.directories.push(directory);
    // With the owners of its files, which fs.cp does not keep: the database's account may be another than ours.
    if (like !== undefined) await promisify(execFile)("cp", ["-a", `${like}/.`, directory]);
    return directory;
  }

  start(dataDir: string, env: Readonly<Record<string, string>> = {}, args: readonly string[] = []): LauncherProcess {
    const launcher = new LauncherProcess(dataDir, env, args);
    this.launchers.push(launcher);
    return launcher;
  }

  async clean(): Promise<void> {
    for (const launcher of this.launchers) {
      if (launcher.child.exitCode !== null || launcher.child.signalCode !== null) continue;
      launcher.child.kill("SIGTERM");
      await launcher.exit;
    }
    for (const directory of this.directories) await rm(directory, { recursive: true, force: true });
  }
}
