import { assert } from "@/lib/kernel/assert";

/** Targets are spread over this many shards; a shard is the unit that a worker owns. A constant of the schema. */
export const shardCount = 16;

/** A shard that a worker holds, as the database answered. */
export interface HeldShard {
  readonly shard: number;
  /** Grows with every change of owner. */
  readonly epoch: number;
}

/** Which history of the database epochs were counted in. */
export interface Lineage {
  /** PostgreSQL's timeline: grows with every promotion. */
  readonly timeline: number;
  /** Grows with every restore from a backup. */
  readonly incarnation: number;
}

const epochBits = 24;
const incarnationBits = 8;
const timelineBits = 21;

/**
 * The term that a worker's effects carry: `timeline | incarnation | epoch` in 21, 8 and 24 bits, which a double holds
 * exactly. A failover that lost the last epochs, or a restore, has a higher timeline or incarnation, so that its terms are
 * still higher than all before. Throws when a part does not fit.
 */
export function termOf(lineage: Lineage, epoch: number): number {
  assert(isWithin(lineage.timeline, timelineBits), `timeline ${lineage.timeline} fits into a term`);
  assert(isWithin(lineage.incarnation, incarnationBits), `incarnation ${lineage.incarnation} fits into a term`);
  assert(isWithin(epoch, epochBits), `epoch ${epoch} fits into a term`);
  return (lineage.timeline * 2 ** incarnationBits + lineage.incarnation) * 2 ** epochBits + epoch;
}

/** The part of a term that tells in which history of the database it was given. */
export function lineageOf(term: number): number {
  return Math.floor(term / 2 ** epochBits);
}

/** The epoch that a term carries. */
export function epochIn(term: number): number {
  return term % 2 ** epochBits;
}

function isWithin(value: number, bits: number): boolean {
  return Number.isInteger(value) && value >= 0 && value < 2 ** bits;
}

/**
 * Until when a lease may be believed, on the local monotonic clock. Counted from before the statement was sent, because
 * the database may have granted it then; less a margin for clocks that run at different speeds.
 */
export function trustedUntilMs(given: { sentAtMs: number; ttlMs: number }): number {
  return given.sentAtMs + given.ttlMs * 0.9;
}

/** How many shards one of `workerCount` workers should hold, rounded up, so that none is left over. */
export function fairShare(workerCount: number): number {
  return Math.ceil(shardCount / Math.max(1, workerCount));
}

/** What a worker with more than its share lets go of: the highest numbers first, so that its core stays. */
export function surplusOf(held: readonly number[], workerCount: number): number[] {
  return held.toSorted((one, other) => one - other).slice(fairShare(workerCount));
}
