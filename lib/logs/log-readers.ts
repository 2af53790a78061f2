import type { LogReader } from "./port";

/** Which reader stands behind a kind of connection. */
export type LogReaders = (kind: string) => LogReader;

// On globalThis, because a development server evaluates modules more than once in one process.
const holder = globalThis as typeof globalThis & { signalboxLogReaders?: LogReaders };

/** Make `readers` the ones that queries use from now. */
export function setLogReaders(readers: LogReaders): void {
  holder.signalboxLogReaders = readers;
}

/** The process's readers. Throws when composition has not happened: a programmer's error. */
export function currentLogReaders(): LogReaders {
  if (!holder.signalboxLogReaders) throw new Error("No log readers: lib/composition.ts was not run in this process.");
  return holder.signalboxLogReaders;
}
