import { assertNever } from "@/lib/kernel/assert";

/**
 * What the numbers of a series are. It decides on which scale they are compared, so that their spread does not depend on
 * their size: counts by Anscombe's root (1948), shares by Freeman and Tukey's angle, durations by the logarithm.
 */
export type MeasureScale = "count" | "share" | "duration" | "plain";

/** A number on the scale of comparison, and the least spread (one standard deviation) that it can have. */
export interface Scaled {
  readonly y: number;
  readonly leastSpread: number;
}

/** Durations below this many of their unit are all the same. */
const LEAST_DURATION = 1e-3;
const LEAST_RELATIVE_SPREAD = 0.05;

/**
 * `value` on its scale of comparison. A share is 0 to 1 and needs the number of trials behind it: its least spread is the
 * binomial one. A count is at least as uncertain as a Poisson count.
 */
export function toScale(scale: MeasureScale, value: number, trials = 1): Scaled {
  switch (scale) {
    case "count":
      return { y: 2 * Math.sqrt(Math.max(0, value) + 3 / 8), leastSpread: 1 };
    case "share": {
      const events = Math.min(1, Math.max(0, value)) * trials;
      const y = 2 * Math.asin(Math.sqrt((events + 3 / 8) / (trials + 3 / 4)));
      return { y, leastSpread: 1 / Math.sqrt(trials + 0.5) };
    }
    case "duration":
      return { y: Math.log(Math.max(LEAST_DURATION, value)), leastSpread: LEAST_RELATIVE_SPREAD };
    case "plain":
      return { y: value, leastSpread: 1e-9 };
    default:
      return assertNever(scale);
  }
}

/** The value that stands at `y`: the inverse of `toScale` for many trials. */
export function fromScale(scale: MeasureScale, y: number): number {
  switch (scale) {
    case "count":
      return Math.max(0, (Math.max(0, y) / 2) ** 2 - 3 / 8);
    case "share":
      return Math.sin(Math.min(Math.PI, Math.max(0, y)) / 2) ** 2;
    case "duration":
      return Math.exp(y);
    case "plain":
      return y;
    default:
      return assertNever(scale);
  }
}
