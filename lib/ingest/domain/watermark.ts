import type { Instant } from "@/lib/kernel/instant";
import type { Pulse } from "./source-pulse";

/** Until when everything that a source told is in the facts; figures beyond it are not complete. */
export interface Watermark {
  /** Null: nothing of it is known to be complete. */
  readonly completeUntil: Instant | null;
  readonly why: "up_to_date" | "waiting_to_be_read" | "silent" | "never_heard" | "switched_off";
}

export interface WatermarkFacts {
  readonly now: Instant;
  readonly isEnabled: boolean;
  readonly pulse: Pulse;
  readonly lastHeardAt: Instant | null;
  /** When the oldest delivery that waits to be read came. */
  readonly oldestWaitingAt: Instant | null;
  /** Until when the system itself was asked, for sources that are. */
  readonly askedUntil: Instant | null;
}

/**
 * A source that speaks is complete until now, less what waits to be read. One that has gone silent is complete until it was last
 * heard, because silence cannot be told from loss; asking the system itself answers that, so its answer counts.
 */
export function watermarkOf(facts: WatermarkFacts): Watermark {
  const { now, isEnabled, pulse, lastHeardAt, oldestWaitingAt, askedUntil } = facts;
  if (oldestWaitingAt !== null) return { completeUntil: oldestWaitingAt, why: "waiting_to_be_read" };
  const heard = latest(lastHeardAt, askedUntil);
  if (heard === null) return { completeUntil: null, why: "never_heard" };
  if (!isEnabled) return { completeUntil: heard, why: "switched_off" };
  if (pulse.state === "live") return { completeUntil: now, why: "up_to_date" };
  return { completeUntil: heard, why: askedUntil !== null && askedUntil === heard ? "up_to_date" : "silent" };
}

function latest(one: Instant | null, other: Instant | null): Instant | null {
  if (one === null || other === null) return one ?? other;
  return one > other ? one : other;
}
