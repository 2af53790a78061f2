import type { Instant } from "@/lib/kernel/instant";
import type { Tx } from "@/lib/platform/db/prisma";

/** A clock that ran over its target. */
export interface BreachedClock {
  readonly id: string;
  readonly name: string;
  readonly serviceId: string;
  readonly environmentId: string | null;
  readonly startedAt: Instant;
  readonly breachedAt: Instant;
  /** The arithmetic, in one sentence. */
  readonly sentence: string;
}

/** Tells of clocks that were breached by `at`, in the caller's transaction; those told before may be told again. */
export interface BreachedClocks {
  breached(tx: Tx, at: Instant): Promise<readonly BreachedClock[]>;
}
