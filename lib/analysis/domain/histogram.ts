import type { LatencyBucket } from "@/lib/telemetry/port";
import type { Tally } from "./comparison";

/**
 * Counts of requests by latency, not cumulative: `counts[i]` lies in (boundsMs[i - 1], boundsMs[i]], the last count above
 * the last bound. Bounds are finite, so that the value survives JSON.
 */
export interface Histogram {
  readonly boundsMs: readonly number[];
  readonly counts: readonly number[];
}

/** A quantile with the edges of the bucket that holds it: the truth lies between `lowMs` and `highMs` for certain. */
export interface QuantileBound {
  readonly estimateMs: number;
  readonly lowMs: number;
  /** Infinity when it lies above the last bound. */
  readonly highMs: number;
}

/** From cumulative `le` buckets; null when they are not ascending, not closed by Infinity, or their counts fall. */
export function histogramOf(buckets: readonly LatencyBucket[]): Histogram | null {
  if (buckets.length < 2 || buckets.at(-1)?.upperBoundMs !== Number.POSITIVE_INFINITY) return null;
  const counts: number[] = [];
  let before: LatencyBucket = { upperBoundMs: Number.NEGATIVE_INFINITY, count: 0 };
  for (const bucket of buckets) {
    if (!(bucket.upperBoundMs > before.upperBoundMs) || !(bucket.count >= before.count)) return null;
    counts.push(bucket.count - before.count);
    before = bucket;
  }
  return { boundsMs: buckets.slice(0, -1).map((bucket) => bucket.upperBoundMs), counts };
}

export function sameBounds(a: Histogram, b: Histogram): boolean {
  return a.boundsMs.length === b.boundsMs.length && a.boundsMs.every((bound, i) => bound === b.boundsMs[i]);
}

/** Sum of two histograms with the same bounds; null stands for nothing. */
export function addHistograms(a: Histogram | null, b: Histogram | null): Histogram | null {
  if (a === null || b === null) return a ?? b;
  return { boundsMs: a.boundsMs, counts: a.counts.map((count, i) => count + (b.counts[i] ?? 0)) };
}

export function totalOf(histogram: Histogram | null): number {
  return histogram === null ? 0 : histogram.counts.reduce((sum, count) => sum + count, 0);
}

/** Requests in all, and those slower than `cutoffMs`, which must be one of the bounds. */
export function slowerThan(histogram: Histogram | null, cutoffMs: number): Tally {
  if (histogram === null) return { trials: 0, events: 0 };
  const fast = histogram.counts.reduce((sum, count, i) => {
    const bound = histogram.boundsMs[i];
    return bound !== undefined && bound <= cutoffMs ? sum + count : sum;
  }, 0);
  const trials = totalOf(histogram);
  return { trials, events: trials - fast };
}

/** The `quantile` (0 to 1) by linear interpolation inside its bucket, as Prometheus does; null without requests. */
export function quantileOf(histogram: Histogram | null, quantile: number): QuantileBound | null {
  const total = totalOf(histogram);
  if (histogram === null || total === 0) return null;
  const rank = quantile * total;
  let below = 0;
  for (const [i, bound] of histogram.boundsMs.entries()) {
    const count = histogram.counts[i] ?? 0;
    if (count > 0 && below + count >= rank) {
      const lowMs = i === 0 ? 0 : (histogram.boundsMs[i - 1] ?? 0);
      return { estimateMs: lowMs + ((bound - lowMs) * (rank - below)) / count, lowMs, highMs: bound };
    }
    below += count;
  }
  const last = histogram.boundsMs.at(-1) ?? 0;
  return { estimateMs: last, lowMs: last, highMs: Number.POSITIVE_INFINITY };
}
