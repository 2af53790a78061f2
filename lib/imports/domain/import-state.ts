/** States of an import, and what may follow what. */
export type ImportState =
  | "uploading"
  | "reading"
  | "mapping"
  | "checking"
  | "checked"
  | "running"
  | "done"
  | "failed"
  | "cancelled";

const next: Readonly<Record<ImportState, readonly ImportState[]>> = {
  uploading: ["reading", "cancelled", "failed"],
  reading: ["mapping", "checked", "failed", "cancelled"],
  mapping: ["checking", "cancelled"],
  checking: ["checked", "failed", "cancelled"],
  // A table may be mapped again after its faults were seen.
  checked: ["checking", "running", "cancelled"],
  running: ["done", "failed", "cancelled"],
  done: [],
  failed: [],
  cancelled: [],
};

/** May an import go from one state to the other? */
export function mayBecome(from: ImportState, to: ImportState): boolean {
  return next[from].includes(to);
}

/** States in which the worker has something to do. */
export const workStates: readonly ImportState[] = ["reading", "checking", "running"];

/** Does anything still happen, or wait for somebody? */
export function isOpen(state: ImportState): boolean {
  return next[state].length > 0;
}

/** Sizes of the parts of a file, each in bytes. */
export function partSizes(sizeBytes: number, partBytes: number): number[] {
  const count = Math.ceil(sizeBytes / partBytes);
  return Array.from({ length: count }, (_, index) => Math.min(partBytes, sizeBytes - index * partBytes));
}
