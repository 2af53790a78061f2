import { gammaQuantile } from "./gamma-quantile";
import type { Interval } from "./wilson";

/**
 * Exact interval of the mean of a Poisson count of `events` (Garwood 1936): the low end is where at least as many are as rare as half
 * of what confidence leaves, the high end where at most as many are. Low is 0 when nothing happened.
 */
export function poissonInterval(events: number, confidence: number): Interval {
  const tail = (1 - confidence) / 2;
  return {
    low: events === 0 ? 0 : gammaQuantile(events, tail),
    high: gammaQuantile(events + 1, 1 - tail),
  };
}
