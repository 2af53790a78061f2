import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { readFile, rm } from "node:fs/promises";
import path from "node:path";

const orphanDeadlineMs = 20_000;

/**
 * Make a cluster directory startable after its server or machine was killed. Three cases of `postmaster.pid`: its process
 * is gone, its number now belongs to another program (the file is removed), or our server is still running without
 * its launcher (it is stopped). Each is told to `onNotice` in one sentence.
 */
export async function recoverStalePostmaster(clusterDir: string, onNotice: (sentence: string) => void): Promise<void> {
  const file = path.join(clusterDir, "postmaster.pid");
  const text = await readFile(file, "utf8").catch(() => undefined);
  if (text === undefined) return;
  const pid = Number.parseInt(text, 10);
  const command = Number.isInteger(pid) && pid > 0 ? commandOf(pid) : undefined;
  if (command?.includes(clusterDir)) {
    onNotice(`PostgreSQL (process ${pid}) was still running from an earlier start; stopping it first.`);
    await stopProcess(pid);
  } else {
    onNotice(
      `PostgreSQL was not stopped cleanly last time (postmaster.pid names process ${pid}, which is gone); it recovers by itself.`,
    );
  }
  await rm(file, { force: true });
}

/** Whether a process with this id exists, whoever owns it. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

/** The command line of a process, or undefined when there is none such. */
export function commandOf(pid: number): string | undefined {
  if (!isRunning(pid)) return undefined;
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
  } catch {
    try {
      return execFileSync("ps", ["-o", "command=", "-p", String(pid)], { encoding: "utf8" });
    } catch {
      return undefined;
    }
  }
}

async function stopProcess(pid: number): Promise<void> {
  process.kill(pid, "SIGINT");
  const deadline = performance.now() + orphanDeadlineMs;
  while (isRunning(pid)) {
    if (performance.now() > deadline) {
      throw new Error(`PostgreSQL (process ${pid}) does not stop; end it by hand (kill -QUIT ${pid}) and start again.`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
