import type { Slice } from "./level";
import type { Noise } from "./sampling";

/** What a minute held, as its source counted it; null when nobody can tell. */
export interface MinuteCounts {
  readonly requests: number;
  readonly errors: number;
  /** Not cumulative, one more than the bounds; null without a histogram. */
  readonly latencyCounts: readonly number[] | null;
  /** Of the errors, those of which the source cannot say whether they were any; none when absent. */
  readonly doubtful?: number;
  /** How far sampling may have led the counts astray; absent when every event was counted. */
  readonly noise?: Noise;
}

export type SliKind =
  | { readonly kind: "availability" | "ratio" }
  | { readonly kind: "latency"; readonly thresholdMs: number };

/** What each minute of an hour held, as it is stored; null where nobody can tell. */
export interface HourCounts {
  readonly hour: number;
  /** 60 entries each. */
  readonly requests: readonly (number | null)[];
  readonly errors: readonly (number | null)[];
  readonly boundsMs: readonly number[];
  /** 60 × (bounds + 1), minute after minute, not cumulative; empty without histograms. */
  readonly latencyCounts: readonly (number | null)[];
  /** 60 entries, or none where nothing is in doubt. */
  readonly doubtful?: readonly (number | null)[];
  /** 60 × (variance of good, variance of bad, heaviest weight), or none where nothing was sampled. */
  readonly noise?: readonly (number | null)[];
}

export interface GoodAndTotal {
  readonly good: number;
  readonly total: number;
  readonly doubtful?: number;
  readonly noise?: Noise;
}

/**
 * Good and all events of the minute at `index`, 0 to 59, of a stored hour; null when nobody can tell. Latency without a histogram, or
 * with bounds that do not have the threshold, is unknown: a neighbouring bound would answer another question. So are more errors than
 * requests: a fault of the source, never 101 %.
 */
export function countsAt(row: HourCounts | undefined, index: number, sli: SliKind): GoodAndTotal | null {
  const requests = row?.requests[index] ?? null;
  const errors = row?.errors[index] ?? null;
  if (row === undefined || requests === null || errors === null) return null;
  if (errors < 0 || errors > requests) return null;
  if (sli.kind !== "latency") return withOpen({ good: requests - errors, total: requests }, row, index);
  return requests === 0 ? { good: 0, total: 0 } : fastAt(row, index, sli.thresholdMs);
}

/** The counts of a minute with what they leave open. Most leave nothing, and 90 days have 129 600 minutes: those cost no more than themselves. */
function withOpen(counts: GoodAndTotal, { doubtful, noise }: HourCounts, index: number): GoodAndTotal {
  const inDoubt = doubtful?.[index] ?? 0;
  const heaviest = noise?.[3 * index + 2] ?? 0;
  if (inDoubt <= 0 && heaviest === 0) return counts;
  return {
    ...counts,
    ...(inDoubt > 0 ? { doubtful: inDoubt } : {}),
    ...(heaviest ? { noise: { good: noise?.[3 * index] ?? 0, bad: noise?.[3 * index + 1] ?? 0, heaviest } } : {}),
  };
}

function fastAt({ boundsMs, latencyCounts }: HourCounts, index: number, thresholdMs: number): GoodAndTotal | null {
  const width = boundsMs.length + 1;
  const fastBuckets = boundsMs.indexOf(thresholdMs) + 1;
  if (fastBuckets === 0) return null;
  let good = 0;
  let total = 0;
  for (let bucket = 0; bucket < width; bucket += 1) {
    const count = latencyCounts[index * width + bucket] ?? null;
    if (count === null) return null;
    total += count;
    if (bucket < fastBuckets) good += count;
  }
  return { good, total };
}

const keptBelow = 65_536;
const kept: (bigint | undefined)[] = new Array<bigint | undefined>(keptBelow).fill(undefined);

/** A count as a whole number without bounds. Usual ones are made once: a page over 90 days needs 259 200 of them. */
function bigOf(count: number): bigint {
  if (count >= keptBelow) return BigInt(count);
  const known = kept[count] ?? BigInt(count);
  kept[count] = known;
  return known;
}

/** The same as a slice of a level. */
export function sliceAt(row: HourCounts | undefined, index: number, sli: SliKind): Slice {
  const counts = countsAt(row, index, sli);
  if (counts === null) return { kind: "unknown" };
  const { good, total, doubtful, noise } = counts;
  if (doubtful === undefined && noise === undefined) return { kind: "counted", good: bigOf(good), total: bigOf(total) };
  return {
    kind: "counted",
    good: BigInt(good),
    total: BigInt(total),
    ...(doubtful === undefined ? {} : { doubtful: BigInt(doubtful) }),
    ...(noise === undefined ? {} : { noise }),
  };
}

export const minuteMs = 60_000;
export const hourMs = 3_600_000;
/** A reading that came later than this after the one before cannot say which minute its counts belong to. */
export const maxReadingGapMs = 100_000;

/**
 * The minute that the counts between two readings belong to: the one with most of the time between them. Null when the readings are
 * too far apart.
 */
export function minuteOf(previousMs: number, sampledMs: number): number | null {
  const gapMs = sampledMs - previousMs;
  if (gapMs <= 0 || gapMs > maxReadingGapMs) return null;
  return Math.floor((previousMs + sampledMs) / 2 / minuteMs) * minuteMs;
}
