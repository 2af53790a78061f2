import { type SeriesMeasure, seriesKinds } from "./series-measure";
import { type Bucket, type BucketValue, counts, failedShares, medianMinutes, type Occurrence } from "./series-points";

const ofCounts: ReadonlySet<SeriesMeasure> = new Set(["deployments", "incidents"]);

/** What a point comes to from what happened in its time, by the rule of its series. */
export function pointValue(
  measure: SeriesMeasure,
  time: Pick<Bucket, "from" | "to">,
  occurrences: readonly Occurrence[],
): BucketValue {
  const buckets = [{ ...time, slot: 0, isDark: false }];
  const [value] = measuredBy(measure)(buckets, occurrences);
  return value ?? { value: null };
}

function measuredBy(measure: SeriesMeasure): typeof counts {
  if (ofCounts.has(measure)) return counts;
  return seriesKinds[measure].scale === "share" ? failedShares : medianMinutes;
}
