import { type Instant, instant } from "@/lib/kernel/instant";

/** Of an interval: checks of one second must not stay together for ever. */
const jitterShare = 0.1;

/**
 * When a check is due after a run that was due at `dueAt` and began at `now`; `chance` from 0 to 1. Never twice for time that was
 * missed: after a silence it goes on from now.
 */
export function nextDue(dueAt: Instant, now: Instant, intervalMs: number, chance: number): Instant {
  const jitterMs = (chance - 0.5) * jitterShare * intervalMs;
  const onTime = dueAt + intervalMs;
  return instant(Math.round(Math.max(onTime > now ? onTime : now + intervalMs, now + intervalMs / 2) + jitterMs));
}

/** The first time a check is due: somewhere within its interval, and within a minute. */
export function firstDue(now: Instant, intervalMs: number, chance: number): Instant {
  return instant(Math.round(now + chance * Math.min(intervalMs, 60_000)));
}

/** How long a run speaks for: until the next one must have begun, with the jitter and a slot that came late. */
export function speaksForMs(intervalMs: number): number {
  return Math.round(intervalMs * (1 + jitterShare)) + 5_000;
}
