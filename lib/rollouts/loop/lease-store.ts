import type { Instant } from "@/lib/kernel/instant";
import type { HeldShard, Lineage } from "../domain/lease";

/** Leases of one worker, on the database's clock. Every call ends within its own deadline, or throws. */
export interface LeaseStore {
  /**
   * Extend what this worker holds, and keep the time that it has counted up to for whoever is next. Answers what it still
   * holds; the rest is lost.
   */
  renew(now: Instant): Promise<LeaseAnswer>;
  /** Take up to `limit` shards that nobody holds: never taken, expired, or of a worker whose session has ended. */
  acquire(limit: number): Promise<LeaseAnswer>;
  /** Take an epoch above this one for a shard that this worker holds. */
  raise(shard: number, aboveEpoch: number): Promise<LeaseAnswer>;
  /** Give shards back, so that another worker can have them at once. */
  release(shards: readonly number[]): Promise<void>;
  /** Give everything back, and no longer count as one who shares the work. */
  leave(): Promise<void>;
  /** Call this when somebody has given shards back. A hint that may be lost: the next round sees it all the same. */
  onFreed(listener: () => void): void;
  close(): Promise<void>;
}

export interface LeaseAnswer {
  readonly held: readonly HeldShard[];
  readonly lineage: Lineage;
  /** The time that the database shows. */
  readonly now: Instant;
  /** The latest time that owners of these shards have counted up to; null when there was none. */
  readonly countedTo: Instant | null;
  /** Workers that hold or want shards now, this one included. */
  readonly workerCount: number;
  /** After a restore nothing is raised until a person has looked. */
  readonly isSafeMode: boolean;
}
