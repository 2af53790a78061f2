import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { z } from "zod";

const Epochs = z.record(z.string(), z.number().int().min(0));

/** The newest accepted epoch of each service, kept over restarts where there is a file for it. */
export interface EpochMemory {
  epochOf(service: string): number | null;
  /** Returns only when the epoch is written: an accepted intent must not be forgotten by a crash. */
  remember(service: string, epoch: number): void;
}

/**
 * Read the file; a missing one is empty. Throws when it is there and cannot be read or understood, since going on
 * would let an older epoch in.
 */
export function openEpochMemory(path: string | undefined): EpochMemory {
  const epochs = new Map(Object.entries(path === undefined ? {} : readEpochs(path)));
  return {
    epochOf: (service) => epochs.get(service) ?? null,
    remember(service, epoch): void {
      if (epochs.get(service) === epoch) return;
      epochs.set(service, epoch);
      if (path === undefined) return;
      writeFileSync(`${path}.new`, JSON.stringify(Object.fromEntries(epochs)), { mode: 0o600, flush: true });
      renameSync(`${path}.new`, path);
    },
  };
}

function readEpochs(path: string): Record<string, number> {
  try {
    return Epochs.parse(JSON.parse(readFileSync(path, "utf8")));
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return {};
    throw new Error(`the edge's state file ${path} cannot be read; mend it or remove it`, { cause: error });
  }
}
