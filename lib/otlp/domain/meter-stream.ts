import type { MeterPoint, PointCounts } from "./meter-points";

/** The newest point of a stream, as it is kept for the next one. */
export interface KeptMeterPoint extends PointCounts {
  readonly startMs: number;
  readonly atMs: number;
}

/** Events of a stretch of time. */
export interface ToldStretch extends PointCounts {
  readonly fromMs: number;
  readonly toMs: number;
}

/**
 * What a point adds to what its stream told before; null when nothing can be said of it. Delta: the point itself, unless it begins before
 * the end of the one before it, and then it was told already. Cumulative: what the counters grew by since the point before; a stream that began
 * anew after that point counts from its beginning, and one whose counters fell without saying so says nothing this once.
 */
export function toldSince(point: MeterPoint, kept: KeptMeterPoint | null): ToldStretch | null {
  const { startMs, atMs, counts } = point;
  if (kept !== null && atMs <= kept.atMs) return null;
  if (!point.isCumulative) {
    if (startMs <= 0 || startMs >= atMs || (kept !== null && startMs < kept.atMs)) return null;
    return { ...counts, fromMs: startMs, toMs: atMs };
  }
  if (kept === null) return null;
  const isSame = startMs === kept.startMs && counts.good >= kept.good && counts.bad >= kept.bad;
  if (isSame && counts.doubtful >= kept.doubtful) {
    const { good, bad, doubtful } = counts;
    const more = { good: good - kept.good, bad: bad - kept.bad, doubtful: doubtful - kept.doubtful };
    return { ...more, fromMs: kept.atMs, toMs: atMs };
  }
  return startMs >= kept.atMs ? { ...counts, fromMs: startMs, toMs: atMs } : null;
}

const minuteMs = 60_000;
/** Counts of a longer stretch cannot be said to be of one minute. */
const maxStretchMs = 100_000;
/** So much of a minute told of makes it known: of several stretches that cover a minute one has at least a third of it. */
const knownFromMs = minuteMs / 3;

/**
 * The minutes that a stretch makes known: the one with most of it has its events, others that it covers a good part of have none of them, so
 * that a sender whose clock stands near the turn of a minute leaves no gap. None for a stretch that is too long.
 */
export function minutesOfStretch({ fromMs, toMs, good, bad, doubtful }: ToldStretch): readonly (PointCounts & {
  readonly minute: number;
})[] {
  if (toMs - fromMs > maxStretchMs) return [];
  const own = Math.floor((fromMs + toMs) / 2 / minuteMs) * minuteMs;
  const minutes: (PointCounts & { minute: number })[] = [];
  for (let minute = Math.floor(fromMs / minuteMs) * minuteMs; minute < toMs; minute += minuteMs) {
    const coveredMs = Math.min(toMs, minute + minuteMs) - Math.max(fromMs, minute);
    if (minute === own) minutes.push({ minute, good, bad, doubtful });
    else if (coveredMs >= knownFromMs) minutes.push({ minute, good: 0, bad: 0, doubtful: 0 });
  }
  return minutes;
}
