import { type Instant, instant } from "@/lib/kernel/instant";
import type { Clock } from "./clock";

/** A clock that follows another one, read now and then, and goes on by the machine's own monotonic clock in between. */
export interface SyncedClock extends Clock {
  /** The other clock showed `at` somewhere between these two moments of the monotonic clock. */
  /** Go on from this moment, if it is later: the time that another one has counted up to must not be counted again. */
  atLeast(at: Instant): void;
  sync(reading: { readonly at: Instant; readonly sentAtMs: number; readonly receivedAtMs: number }): void;
}

/** At most this part of the time that passes is added or taken away to come nearer to the other clock. */
const slewRatio = 0.05;

/**
 * Follow the database's clock, so that the wall clocks of workers may show anything. The first reading is taken as it is;
 * after that the clock never jumps and never goes back: a jump of the database's clock is followed slowly, so that no
 * deadline passes early. Until the first reading it shows the machine's time.
 */
export function createSyncedClock(machine: Clock): SyncedClock {
  let offsetMs: number | null = null;
  let syncedAtMs = 0;
  return {
    now: () => (offsetMs === null ? machine.now() : instant(Math.round(machine.monotonicMs() + offsetMs))),
    monotonicMs: () => machine.monotonicMs(),
    atLeast(at) {
      if (offsetMs !== null) offsetMs = Math.max(offsetMs, at - machine.monotonicMs());
    },
    sync({ at, sentAtMs, receivedAtMs }) {
      const wantedMs = at - (sentAtMs + receivedAtMs) / 2;
      if (offsetMs === null) {
        offsetMs = wantedMs;
      } else {
        const mostMs = Math.max(0, receivedAtMs - syncedAtMs) * slewRatio;
        // Not knowing when between the two moments it was read, a difference within them is none.
        const differenceMs = wantedMs - offsetMs;
        const isWithin = Math.abs(differenceMs) <= (receivedAtMs - sentAtMs) / 2;
        if (!isWithin) offsetMs += Math.min(Math.max(differenceMs, -mostMs), mostMs);
      }
      syncedAtMs = receivedAtMs;
    },
  };
}
