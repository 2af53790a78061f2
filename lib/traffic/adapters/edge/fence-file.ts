import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { z } from "zod";
import type { AcceptedPair } from "@/lib/traffic/port";

const whole = z.number().int().min(0);

/** Files from before there were terms hold the epoch alone. */
const Fences = z.record(
  z.string(),
  z.union([z.strictObject({ term: whole, epoch: whole }), whole.transform((epoch) => ({ term: 0, epoch }))]),
);

/** The newest accepted pair of each service, kept over restarts where there is a file for it. */
export interface FenceMemory {
  acceptedBy(service: string): AcceptedPair | null;
  /** Returns only when the pair is written: an accepted intent must not be forgotten by a crash. */
  remember(service: string, accepted: AcceptedPair): void;
}

/**
 * Read the file; a missing one is empty. Throws when it is there and cannot be read or understood, since going on
 * would let an older write in.
 */
export function openFenceMemory(path: string | undefined): FenceMemory {
  const fences = new Map<string, AcceptedPair>(Object.entries(path === undefined ? {} : readFences(path)));
  return {
    acceptedBy: (service) => fences.get(service) ?? null,
    remember(service, { term, epoch }): void {
      const known = fences.get(service);
      if (known?.term === term && known.epoch === epoch) return;
      fences.set(service, { term, epoch });
      if (path === undefined) return;
      writeFileSync(`${path}.new`, JSON.stringify(Object.fromEntries(fences)), { mode: 0o600, flush: true });
      renameSync(`${path}.new`, path);
    },
  };
}

function readFences(path: string): Record<string, AcceptedPair> {
  try {
    return Fences.parse(JSON.parse(readFileSync(path, "utf8")));
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return {};
    throw new Error(`the edge's state file ${path} cannot be read; mend it or remove it`, { cause: error });
  }
}
