import { type ChildProcess, spawn } from "node:child_process";
import { accessSync, constants, existsSync } from "node:fs";
import path from "node:path";

const setpriv = "/usr/bin/setpriv";
const stopGraceMs = 3_000;

/** The full path of an installed program, looked for on PATH and where packages put servers; null when there is none. */
export function findProgram(name: string, searchPath: string): string | null {
  const folders = [...searchPath.split(path.delimiter), "/usr/local/sbin", "/usr/sbin", "/usr/local/bin", "/usr/bin"];
  const found = folders
    .map((folder) => path.join(folder, name))
    .find((file) => path.isAbsolute(file) && isRunnable(file));
  return found ?? null;
}

function isRunnable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Start a program that ends with this process, on Linux also when this process is killed without a chance to stop it. */
export function spawnBound(program: string, args: readonly string[]): ChildProcess {
  const command = existsSync(setpriv) ? [setpriv, "--pdeathsig", "KILL", program, ...args] : [program, ...args];
  const [first = program, ...rest] = command;
  return spawn(first, rest, { stdio: ["ignore", "ignore", "pipe"] });
}

/** The last lines of what a program said on standard error, for messages. */
export function tailOf(child: ChildProcess): () => string {
  let text = "";
  child.stderr?.setEncoding("utf8").on("data", (chunk: string) => {
    text = (text + chunk).slice(-2_000);
  });
  return () => text.trim();
}

/** Ask a process to end, wait, and kill it when it takes too long. Resolves when it is gone. */
export async function stopProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const gone = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), stopGraceMs);
  await gone;
  clearTimeout(timer);
}

/** Wait until `isReady`; throws with the program's own words when it ends before or the time is over. */
export async function waitUntilUp(
  child: ChildProcess,
  given: { readonly name: string; readonly tail: () => string; readonly isReady: () => Promise<boolean> },
  deadlineMs = 15_000,
): Promise<void> {
  const endMs = performance.now() + deadlineMs;
  while (!(await given.isReady().catch(() => false))) {
    if (child.exitCode !== null || child.signalCode !== null) {
      throw new Error(`${given.name} ended before it was ready: ${given.tail()}`);
    }
    if (performance.now() > endMs) throw new Error(`${given.name} was not ready in time: ${given.tail()}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
