/**
 * A histogram of latencies whose bounds are powers of 2^(1/8): bucket i holds what is longer than 2^(i/8) ms and at most
 * 2^((i+1)/8) ms, so that a quantile read from it is at most 9.1 % too high, and histograms of any two minutes or machines can
 * be added. The same idea as OpenTelemetry's exponential histogram at scale 3.
 */
export type LatencyBuckets = Readonly<Record<string, number>>;

const perDoubling = 8;
/** A microsecond and less … eighteen hours and more. */
const lowest = -80;
const highest = 208;

/** The bucket of a latency in ms. Anything that is no positive number is in the lowest. */
export function bucketOf(ms: number): number {
  if (!(ms > 0)) return lowest;
  const index = Math.ceil(Math.log2(ms) * perDoubling - 1e-9) - 1;
  return Math.max(lowest, Math.min(highest, index));
}

/** The largest latency in ms that a bucket holds. */
export function upperBoundMs(bucket: number): number {
  return 2 ** ((bucket + 1) / perDoubling);
}

/** Add a count of latencies to buckets that are being filled. */
export function addTo(buckets: Map<number, number>, ms: number, count: number): void {
  const bucket = bucketOf(ms);
  buckets.set(bucket, (buckets.get(bucket) ?? 0) + count);
}

/** The sum of histograms. */
export function mergeBuckets(...all: readonly LatencyBuckets[]): LatencyBuckets {
  const sum: Record<string, number> = {};
  for (const one of all) for (const [bucket, count] of Object.entries(one)) sum[bucket] = (sum[bucket] ?? 0) + count;
  return sum;
}

/** How many latencies a histogram holds. */
export function totalOf(buckets: LatencyBuckets): number {
  return Object.values(buckets).reduce((sum, count) => sum + count, 0);
}

/** The latency in ms at a rank from 1 to the total: the upper bound of the bucket that holds it. Null: no such rank. */
export function atRank(buckets: LatencyBuckets, rank: number): number | null {
  const ordered = Object.entries(buckets)
    .map(([bucket, count]) => [Number(bucket), count] as const)
    .sort(([left], [right]) => left - right);
  let seen = 0;
  for (const [bucket, count] of ordered) {
    seen += count;
    if (seen >= rank) return upperBoundMs(bucket);
  }
  return null;
}

export interface QuantileEstimate {
  readonly valueMs: number;
  readonly lowMs: number;
  readonly highMs: number;
  readonly n: number;
}

/** Fewer than that, and nothing is said. */
export const minRequests = 20;

/**
 * A quantile with its interval, from order statistics: with n values the true quantile lies between ranks
 * nq ± z √(nq(1−q)) (normal approximation of the binomial; David and Nagaraja, "Order Statistics", 7.1). Null below 20 values,
 * or where the rank on either side is outside of the sample.
 */
export function quantileWithInterval(buckets: LatencyBuckets, q: number, z: number): QuantileEstimate | null {
  const n = totalOf(buckets);
  const spread = z * Math.sqrt(n * q * (1 - q));
  const lowRank = Math.floor(n * q - spread);
  const highRank = Math.ceil(n * q + spread) + 1;
  if (n < minRequests || lowRank < 1 || highRank > n) return null;
  const valueMs = atRank(buckets, Math.max(1, Math.ceil(n * q)));
  const lowMs = atRank(buckets, lowRank);
  const highMs = atRank(buckets, highRank);
  return valueMs === null || lowMs === null || highMs === null ? null : { valueMs, lowMs, highMs, n };
}
