import { type Instant, instant } from "@/lib/kernel/instant";

/** Where time comes from. `now` is the wall clock; `monotonicMs` only grows and measures durations. */
export interface Clock {
  now(): Instant;
  monotonicMs(): number;
}

export const systemClock: Clock = {
  now: () => instant(Date.now()),
  monotonicMs: () => performance.now(),
};
