import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";

/** The command line of a running process, or undefined when there is none with that id. */
export function commandOf(pid) {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (error.code !== "EPERM") return undefined;
  }
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").trim();
  } catch {
    try {
      return execFileSync("ps", ["-o", "command=", "-p", String(pid)], { encoding: "utf8" }).trim();
    } catch {
      return undefined;
    }
  }
}

function readLock(file) {
  try {
    const { pid, url } = JSON.parse(readFileSync(file, "utf8"));
    return { pid: Number(pid), url };
  } catch (error) {
    return error.code === "ENOENT" ? undefined : { pid: 0, url: undefined };
  }
}

/**
 * Take the data directory for this process. A lock whose process is gone (or is another program by now) is told to `say` and
 * replaced; one that is alive throws an Error that says where Signalbox is running.
 * @param {string} dataDir
 * @param {(sentence: string) => void} say
 * @returns {{ note(facts: { url: string }): void, release(): void }}
 */
export function lockDataDir(dataDir, say) {
  const file = path.join(dataDir, "signalbox.lock");
  mkdirSync(dataDir, { recursive: true, mode: 0o755 });
  const found = readLock(file);
  if (found !== undefined) {
    // In a container that was restarted, the old number may be ours or that of the process that ran us again.
    const isOurs = found.pid === process.pid || found.pid === process.ppid;
    const command = found.pid > 0 && !isOurs ? commandOf(found.pid) : undefined;
    if (command?.includes("start.mjs")) {
      const where = found.url === undefined ? "" : ` at ${found.url}`;
      throw new Error(
        `Signalbox is already running${where} with this data (process ${found.pid}). ` +
          `Stop it first (kill ${found.pid}), or set SIGNALBOX_DATA_DIR to another directory.`,
      );
    }
    say(`The last start (process ${found.pid}) did not end cleanly; its lock file is removed and the data is kept.`);
    rmSync(file, { force: true });
  }
  const write = (facts, flag) => writeFileSync(file, `${JSON.stringify({ pid: process.pid, ...facts })}\n`, { flag });
  write({}, "wx");
  return { note: (facts) => write(facts, "w"), release: () => rmSync(file, { force: true }) };
}
