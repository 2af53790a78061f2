import { type Histogram, sameBounds } from "./histogram";

/** Latency of both versions since the rollout began, as it is kept for judging again. */
export interface KeptLatency {
  readonly canary: Histogram | null;
  readonly baseline: Histogram | null;
}

/** Histograms with more buckets are kept with neighbours merged, so that a moment stays small: bounds get wider and stay true. */
const maxBuckets = 64;

/**
 * Both histograms as one short text, `bounds|canary|baseline`, an empty part for a version without one. Null when neither has any, or when
 * their bounds differ, in which case they cannot be compared either.
 */
export function keepLatency({ canary, baseline }: KeptLatency): string | null {
  const known = canary ?? baseline;
  if (known === null || (canary && baseline && !sameBounds(canary, baseline))) return null;
  const textOf = (histogram: Histogram | null) => (histogram === null ? "" : coarsened(histogram).counts.join(","));
  return `${coarsened(known).boundsMs.join(",")}|${textOf(canary)}|${textOf(baseline)}`;
}

/** What `keepLatency` wrote; nothing in both for a text that is none of its own. */
export function readLatencyText(text: string | null): KeptLatency {
  const [bounds, canary, baseline] = (text ?? "").split("|").map(numbersOf);
  const histogramOf = (counts: readonly number[] | undefined): Histogram | null =>
    bounds && counts && counts.length === bounds.length + 1 ? { boundsMs: bounds, counts } : null;
  return { canary: histogramOf(canary), baseline: histogramOf(baseline) };
}

function numbersOf(text: string): readonly number[] {
  return text === "" ? [] : text.split(",").map(Number);
}

/** Every second bound is dropped until few enough are left; the last one stays, for what is above it is known to be slow. */
function coarsened(histogram: Histogram): Histogram {
  const { boundsMs, counts } = histogram;
  if (counts.length <= maxBuckets) return histogram;
  const bounds: number[] = [];
  const merged: number[] = [];
  let open = 0;
  for (const [index, bound] of boundsMs.entries()) {
    open += counts[index] ?? 0;
    if (index % 2 === 0 && index !== boundsMs.length - 1) continue;
    bounds.push(bound);
    merged.push(open);
    open = 0;
  }
  return coarsened({ boundsMs: bounds, counts: [...merged, counts.at(-1) ?? 0] });
}
