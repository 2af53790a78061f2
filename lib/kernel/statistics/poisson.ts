import { regularizedGammaP } from "./gamma";
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

/** Where the gamma distribution of this shape and scale 1 reaches `share`, by bisection to the last digits. */
function gammaQuantile(shape: number, share: number): number {
  let low = 0;
  let high = shape + 10 * Math.sqrt(shape) + 10;
  for (let turn = 0; turn < 80; turn += 1) {
    const middle = (low + high) / 2;
    if (regularizedGammaP(shape, middle) < share) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
