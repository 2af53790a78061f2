import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from "node:fs";
import { hostname } from "node:os";
import path from "node:path";
import { instant } from "@/lib/kernel/instant";
import type { JournalEntry } from "./loop-store";

/**
 * What this worker did for safety before it could be written to the database. It outlives the process: whoever starts on
 * the same data directory next writes it down.
 */
export interface SafetyJournal {
  /** Returns only when the entry would survive a crash. */
  append(entry: JournalEntry): void;
  /** The entry is in the database now. */
  settle(entryId: string): void;
  /** What is not in the database yet, oldest first. */
  open(): readonly JournalEntry[];
}

type Line = { readonly entry: JournalEntry } | { readonly settled: string };

/**
 * A journal in a file of lines, one file per process. A last line that was cut off by a crash is not an entry: it was never
 * acted upon. What processes before this one left in the same folder is taken over.
 */
export function openFileJournal(folder: string): SafetyJournal {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const own = path.join(folder, `${hostname()}-${process.pid}.ndjson`);
  const left = readdirSync(folder)
    .filter((name) => name.endsWith(".ndjson"))
    .map((name) => path.join(folder, name));
  const entries = new Map(left.flatMap(readEntries).map((entry) => [entry.id, entry]));
  // Begin a new file with what is still open, so that it never grows without end.
  const fresh = `${own}.new`;
  const lines = [...entries.values()].map((entry) => ({ entry }));
  write(fresh, "w", lines);
  renameSync(fresh, own);
  for (const file of left) if (file !== own && isOfTheDead(file)) rmSync(file, { force: true });
  return {
    append(entry) {
      write(own, "a", [{ entry }]);
      entries.set(entry.id, entry);
    },
    settle(entryId) {
      if (entries.delete(entryId)) write(own, "a", [{ settled: entryId }]);
    },
    open: () => [...entries.values()],
  };
}

/** Was the file written by a process of this machine that has ended? Files of other machines are left where they are. */
function isOfTheDead(file: string): boolean {
  const [, host, pid] = /^(.*)-(\d+)\.ndjson$/.exec(path.basename(file)) ?? [];
  if (host !== hostname()) return false;
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "ESRCH";
  }
}

function write(file: string, flags: "a" | "w", lines: readonly Line[]): void {
  const handle = openSync(file, flags, 0o600);
  try {
    writeSync(handle, lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

function readEntries(file: string): JournalEntry[] {
  const open = new Map<string, JournalEntry>();
  for (const line of readLines(file)) {
    if ("entry" in line) open.set(line.entry.id, { ...line.entry, at: instant(line.entry.at) });
    else open.delete(line.settled);
  }
  return [...open.values()];
}

function readLines(file: string): Line[] {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw error;
  }
  return text.split("\n").flatMap((line) => {
    try {
      return line === "" ? [] : [JSON.parse(line) as Line];
    } catch {
      return [];
    }
  });
}
