import { chmodSync, mkdtempSync, readFileSync, rmSync, statfsSync } from "node:fs";
import path from "node:path";

const place = "/dev/shm";
/** Databases and profiles of a whole run stay far below; a container's usual 64 MiB are too few. */
const neededBytes = 6 * 1024 ** 3;

/**
 * Is there a file system in memory at `where` that takes all temporary files of a run? `mounts`: the text of /proc/mounts; `freeBytes`:
 * what is free there. One that forbids programs is left alone: tests start some that they write.
 */
export function isRoomInMemory(mounts, where, freeBytes) {
  const fields = mounts.split("\n").map((line) => line.split(" "));
  const [, , kind, options = ""] = fields.findLast(([, at]) => at === where) ?? [];
  const flags = options.split(",");
  return kind === "tmpfs" && flags.includes("rw") && !flags.includes("noexec") && freeBytes >= neededBytes;
}

/**
 * A new directory in memory for temporary files, which is removed when this process ends; null where there is none. Databases of tests
 * are thousands of small files, and some disks take a quarter of a millisecond of processor time to make each.
 */
export function makeMemoryDirectory() {
  try {
    const { bavail, bsize } = statfsSync(place);
    if (!isRoomInMemory(readFileSync("/proc/mounts", "utf8"), place, bavail * bsize)) return null;
    const directory = mkdtempSync(path.join(place, "signalbox-"));
    // Started by root, PostgreSQL runs as somebody else, who has to find its own directory in this one.
    chmodSync(directory, 0o755);
    process.once("exit", () => rmSync(directory, { recursive: true, force: true, maxRetries: 5 }));
    return directory;
  } catch {
    return null;
  }
}
