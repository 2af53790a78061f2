import type { Histogram } from "@/lib/analysis/domain/histogram";
import { addHistograms } from "@/lib/analysis/domain/histogram";
import { feedLatency, startLatency } from "@/lib/analysis/domain/latency-judge";
import { normalCdf } from "@/lib/kernel/statistics/normal";
import { Random } from "../random";
import { triggers } from "./contestants";
import type { Split } from "./traffic";

export const PROMETHEUS_BOUNDS_MS = [5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000];

/** Share of requests answered within so many milliseconds. */
export type LatencyShape = (ms: number) => number;

/** Log-normal by its median and the deviation of its logarithm. */
export function logNormal(medianMs: number, sigma: number): LatencyShape {
  return (ms) => (ms <= 0 ? 0 : normalCdf(Math.log(ms / medianMs) / sigma));
}

/** Every request takes `byMs` longer. */
export function shifted(shape: LatencyShape, byMs: number): LatencyShape {
  return (ms) => shape(ms - byMs);
}

/** Every request takes `factor` times as long. */
export function stretched(shape: LatencyShape, factor: number): LatencyShape {
  return (ms) => shape(ms / factor);
}

/** Canary requests until ours fails it, Infinity when it does not within `maxRequests`. */
export function requestsUntilSlow(
  seed: number,
  split: Split,
  canary: LatencyShape,
  baseline: LatencyShape,
  maxRequests: number,
  boundsMs: readonly number[] = PROMETHEUS_BOUNDS_MS,
): number {
  const random = new Random(seed);
  const canaryShares = boundsMs.map(canary);
  const baselineShares = boundsMs.map(baseline);
  let state = startLatency();
  let whole: Histogram | null = null;
  for (let seen = split.canary; seen <= maxRequests; seen += split.canary) {
    const batch = {
      canary: draw(random, boundsMs, canaryShares, split.canary),
      baseline: draw(random, boundsMs, baselineShares, split.baseline),
    };
    state = feedLatency(state, batch, { serving: true, whole }, triggers.latency);
    if (state.failure !== null) return seen;
    whole = addHistograms(whole, batch.baseline);
  }
  return Number.POSITIVE_INFINITY;
}

function draw(random: Random, boundsMs: readonly number[], shares: readonly number[], requests: number): Histogram {
  const counts = new Array<number>(boundsMs.length + 1).fill(0);
  for (let i = 0; i < requests; i += 1) {
    const at = random.next();
    let bucket = 0;
    while (bucket < shares.length && at >= (shares[bucket] ?? 1)) bucket += 1;
    counts[bucket] = (counts[bucket] ?? 0) + 1;
  }
  return { boundsMs, counts };
}
