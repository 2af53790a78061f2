import type { Instant } from "@/lib/kernel/instant";

/** The time of one point. */
export interface Bucket {
  readonly from: Instant;
  readonly to: Instant;
  readonly slot: number;
  /** No source said anything in this time, so that silence means nothing. */
  readonly isDark: boolean;
}

/** Something that happened. */
export interface Occurrence {
  readonly at: Instant;
  readonly hasFailed?: boolean;
  readonly durationMs?: number | null;
}

export interface BucketValue {
  readonly value: number | null;
  readonly trials?: number;
}

/** The index of the bucket that a moment falls in; −1 for none. Buckets follow one another. */
export function bucketIndex(buckets: readonly Bucket[], at: number): number {
  let low = 0;
  let high = buckets.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const bucket = buckets[middle];
    if (!bucket || at < bucket.from) high = middle - 1;
    else if (at >= bucket.to) low = middle + 1;
    else return middle;
  }
  return -1;
}

function gathered(buckets: readonly Bucket[], occurrences: readonly Occurrence[]): readonly Occurrence[][] {
  const groups: Occurrence[][] = buckets.map(() => []);
  for (const one of occurrences) groups[bucketIndex(buckets, one.at)]?.push(one);
  return groups;
}

/** How many happened in each bucket: nothing is 0, and unknown where the sources were dark. */
export function counts(buckets: readonly Bucket[], occurrences: readonly Occurrence[]): readonly BucketValue[] {
  return gathered(buckets, occurrences).map((here, at) => {
    const isUnknown = here.length === 0 && buckets[at]?.isDark === true;
    return { value: isUnknown ? null : here.length };
  });
}

/** Which share failed, of how many; unknown where there was none. */
export function failedShares(buckets: readonly Bucket[], occurrences: readonly Occurrence[]): readonly BucketValue[] {
  return gathered(buckets, occurrences).map((here) =>
    here.length === 0
      ? { value: null }
      : { value: here.filter((one) => one.hasFailed === true).length / here.length, trials: here.length },
  );
}

/** Median minutes; unknown where nothing has a duration. */
export function medianMinutes(buckets: readonly Bucket[], occurrences: readonly Occurrence[]): readonly BucketValue[] {
  return gathered(buckets, occurrences).map((here) => {
    const known = here.flatMap((one) =>
      one.durationMs == null || one.durationMs < 0 ? [] : [one.durationMs / 60_000],
    );
    const sorted = known.toSorted((x, y) => x - y);
    const upper = sorted[Math.floor(sorted.length / 2)];
    if (upper === undefined) return { value: null };
    const isOdd = sorted.length % 2 === 1;
    return { value: isOdd ? upper : (upper + (sorted[sorted.length / 2 - 1] ?? upper)) / 2, trials: sorted.length };
  });
}

export interface Freeze {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

/** The freeze that covers at least half of a bucket; null when none does. */
export function excuseOf(bucket: Bucket, freezes: readonly Freeze[]): string | null {
  const length = bucket.to - bucket.from;
  const covering = freezes.find((one) => Math.min(one.to, bucket.to) - Math.max(one.from, bucket.from) >= length / 2);
  return covering?.name ?? null;
}
