import { type LatencyBuckets, type QuantileEstimate, quantileWithInterval } from "./latency-buckets";

/** 95 % for one estimate. */
export const z95 = 1.959964;
/** 97.5 % for each of two, so that both hold at once in 95 % of cases (Bonferroni). */
const z975 = 2.241403;

export interface LatencyChange {
  /** New over old, minus 1: 0.1 is 10 % slower. */
  readonly ratio: number;
  readonly lowRatio: number;
  readonly highRatio: number;
  readonly verdict: "slower" | "faster" | "no_difference_seen";
}

/**
 * How the latency changed from one version to another at a quantile. The interval is made of the intervals of both: whatever lies
 * outside of it contradicts one of them. Null when either has too few requests.
 */
export function latencyChange(before: LatencyBuckets, after: LatencyBuckets, q: number): LatencyChange | null {
  const old = quantileWithInterval(before, q, z975);
  const now = quantileWithInterval(after, q, z975);
  if (old === null || now === null) return null;
  const ratioOf = (one: number, other: number): number => one / other - 1;
  const lowRatio = ratioOf(now.lowMs, old.highMs);
  const highRatio = ratioOf(now.highMs, old.lowMs);
  const verdict = lowRatio > 0 ? "slower" : highRatio < 0 ? "faster" : "no_difference_seen";
  return { ratio: ratioOf(now.valueMs, old.valueMs), lowRatio, highRatio, verdict };
}

/** The estimate that is shown for one version. */
export function shownQuantile(buckets: LatencyBuckets, q: number): QuantileEstimate | null {
  return quantileWithInterval(buckets, q, z95);
}
