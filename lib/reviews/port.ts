import type { SqlExecutor } from "@/lib/platform/db/executor";

/** A clock that ran over its target. */
export interface BreachedClock {
  readonly id: string;
  readonly name: string;
  readonly serviceId: string;
  readonly environmentId: string | null;
  readonly startedAt: number; // epoch ms
  readonly breachedAt: number; // epoch ms
  /** The arithmetic, in one sentence. */
  readonly sentence: string;
}

/** Tells of clocks that were breached by `at`, in the caller's transaction; those told before may be told again. */
export interface BreachedClocks {
  breached(db: SqlExecutor, at: number): Promise<readonly BreachedClock[]>;
}
