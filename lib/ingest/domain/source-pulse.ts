import { type Instant, msBetween } from "@/lib/kernel/instant";

/** How a source is heard: is it as talkative as it usually is, or has it gone silent? */
export type Pulse =
  | { readonly state: "never" }
  /** It spoke too seldom to know its habits. */
  | { readonly state: "unknown"; readonly silentMs: number; readonly n: number }
  | {
      readonly state: "live" | "silent";
      readonly silentMs: number;
      /** It is usually heard at least this often. */
      readonly usualIntervalMs: number;
      readonly medianGapMs: number;
      /** Silence longer than this is an alarm: one and a half times the usual interval. */
      readonly alarmAfterMs: number;
      /** Gaps that this was learnt from. */
      readonly n: number;
    };

const fewestGaps = 5;
const alarmFactor = 1.5;
/** Gaps below it are one burst; nobody is alarmed about seconds. */
const shortestAlarmMs = 5_000;

/**
 * The pulse of a source from the moments it was heard at (any order; the recent few hundred) and the present.
 *
 * The usual interval is the gap that nine of ten *moments* fall into or below: gaps are weighted by their length, because
 * hooks come in bursts, and a plain quantile of gaps would be the second between two events of one burst. For a source that
 * speaks regularly it is its interval. An alarm comes after 1.5 of it, so always within twice the usual interval.
 */
export function pulseOf(heardAt: readonly Instant[], now: Instant): Pulse {
  const moments = heardAt.toSorted((one, other) => one - other);
  const last = moments[moments.length - 1];
  if (last === undefined) return { state: "never" };
  const silentMs = Math.max(msBetween(last, now), 0);
  const gaps = moments
    .slice(1)
    .map((moment, at) => msBetween(moments[at] as Instant, moment))
    .filter((gap) => gap > 0)
    .toSorted((one, other) => one - other);
  if (gaps.length < fewestGaps) return { state: "unknown", silentMs, n: gaps.length };
  const usualIntervalMs = weightedQuantile(gaps, 0.9);
  const alarmAfterMs = Math.max(alarmFactor * usualIntervalMs, shortestAlarmMs);
  return {
    state: silentMs > alarmAfterMs ? "silent" : "live",
    silentMs,
    usualIntervalMs,
    medianGapMs: gaps[Math.floor((gaps.length - 1) / 2)] as number,
    alarmAfterMs,
    n: gaps.length,
  };
}

/** The smallest of these sorted gaps such that `share` of all time lies in gaps no longer than it. */
function weightedQuantile(sortedGaps: readonly number[], share: number): number {
  const wanted = share * sortedGaps.reduce((sum, gap) => sum + gap, 0);
  let before = 0;
  for (const gap of sortedGaps) {
    before += gap;
    if (before >= wanted) return gap;
  }
  return sortedGaps[sortedGaps.length - 1] ?? 0;
}
