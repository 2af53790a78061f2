import doraTwentyThree from "./sets/dora-2023.json";
import doraTwentyFour from "./sets/dora-2024.json";
import doraTwentyFive from "./sets/dora-2025.json";

/** A step of a published scale. Rates hold from `perWeekAtLeast` up, all else below `below`; null has no end. */
export interface BenchmarkBucket {
  /** The name that the publication gave it, where it gave one. */
  readonly label?: string;
  readonly words: string;
  readonly perWeekAtLeast?: number;
  readonly below?: number | null;
  readonly shareOfAnswers?: number;
}

/** What somebody published at a date about many organisations. Data, not law. */
export interface BenchmarkSet {
  readonly id: string;
  readonly title: string;
  /** ISO date. */
  readonly publishedOn: string;
  readonly source: string;
  /** `secondary`: taken from somebody who quoted the publication. */
  readonly provenance: string;
  readonly kind: string;
  readonly note: string;
  readonly measures: Readonly<Record<string, readonly BenchmarkBucket[]>>;
}

/** Every set there is, newest first. */
export const benchmarkSets: readonly BenchmarkSet[] = [doraTwentyFive, doraTwentyFour, doraTwentyThree];

/** Where a figure lies in a set: its bucket, and the share of answers that were at least as good, when that is known. */
export interface Placement {
  readonly bucket: BenchmarkBucket;
  readonly atLeastAsGood: number | null;
}

/** The bucket of `value` in a set; null when the set says nothing about that measure. */
export function placeIn(set: BenchmarkSet, measure: string, value: number): Placement | null {
  const buckets = set.measures[measure];
  const at = buckets?.findIndex((one) =>
    one.perWeekAtLeast === undefined ? one.below == null || value < one.below : value >= one.perWeekAtLeast,
  );
  const bucket = at === undefined ? undefined : buckets?.[at];
  if (!buckets || at === undefined || !bucket) return null;
  const better = buckets.slice(0, at + 1).map((one) => one.shareOfAnswers);
  const isKnown = better.every((one) => one !== undefined);
  return { bucket, atLeastAsGood: isKnown ? better.reduce((sum, one) => sum + (one ?? 0), 0) : null };
}

/** Of the peers' figures, the share that is worse than `value`, ties half; null for fewer than three peers. */
export function percentileAmong(value: number, peers: readonly number[], better: "up" | "down"): number | null {
  if (peers.length < 3) return null;
  const worse = peers.filter((one) => (better === "up" ? one < value : one > value)).length;
  const same = peers.filter((one) => one === value).length;
  return (worse + same / 2) / peers.length;
}
