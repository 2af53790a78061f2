import type { Slice } from "./level";

/** What a minute held, as its source counted it; null when nobody can tell. */
export interface MinuteCounts {
  readonly requests: number;
  readonly errors: number;
  /** Not cumulative, one more than the bounds; null without a histogram. */
  readonly latencyCounts: readonly number[] | null;
}

export type SliKind = { readonly kind: "availability" } | { readonly kind: "latency"; readonly thresholdMs: number };

/**
 * The slice of an objective in a minute. Latency without a histogram, or with bounds that do not have the threshold, is unknown: a
 * neighbouring bound would answer another question.
 */
export function sliceOf(minute: MinuteCounts | null, boundsMs: readonly number[], sli: SliKind): Slice {
  if (minute === null) return { kind: "unknown" };
  if (sli.kind === "availability") {
    return { kind: "counted", good: BigInt(minute.requests - minute.errors), total: BigInt(minute.requests) };
  }
  const at = boundsMs.indexOf(sli.thresholdMs);
  if (minute.requests === 0) return { kind: "counted", good: 0n, total: 0n };
  if (at < 0 || minute.latencyCounts === null) return { kind: "unknown" };
  const total = minute.latencyCounts.reduce((sum, count) => sum + count, 0);
  const good = minute.latencyCounts.slice(0, at + 1).reduce((sum, count) => sum + count, 0);
  return { kind: "counted", good: BigInt(good), total: BigInt(total) };
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
