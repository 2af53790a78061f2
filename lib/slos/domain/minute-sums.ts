import { type Instant, instant } from "@/lib/kernel/instant";
import type { WindowSums } from "./burn-alert";
import type { MinuteSeries } from "./evaluation";
import { countsAt, type GoodAndTotal, type HourCounts, hourMs, minuteMs, type SliKind } from "./minutes";

/**
 * A series of minutes as running sums, so that any window costs two look-ups. Counts are whole numbers below 2⁵³: their sums are
 * exact.
 */
export interface MinuteSums {
  /** When the first minute begins. */
  readonly from: Instant;
  readonly minutes: number;
  readonly knownSince: Instant | null;
  /** Sums of the minutes before a position; one more than there are minutes. */
  readonly bad: Float64Array;
  readonly total: Float64Array;
  readonly unknown: Float64Array;
  /** Estimated variance of the counts where they were sampled. */
  readonly noise: Float64Array;
}

/** Running sums of a series. */
export function sumsOfSeries({ from, slices, knownSince }: MinuteSeries): MinuteSums {
  const sums = emptySums(from, slices.length, knownSince);
  slices.forEach((slice, index) => {
    const isCounted = slice.kind === "counted";
    const noise = isCounted && slice.noise ? { noise: slice.noise } : {};
    addMinute(sums, index, isCounted ? { good: Number(slice.good), total: Number(slice.total), ...noise } : null);
  });
  return sums;
}

export interface Stretch {
  readonly from: Instant;
  /** End of the last minute, which may be open when nothing is known of it yet. */
  readonly to: number;
  readonly knownSince: Instant | null;
}

/** Running sums over `stretch` from stored hours; minutes of hours that are not there are unknown. */
export function sumsOfHours(hours: ReadonlyMap<number, HourCounts>, sli: SliKind, stretch: Stretch): MinuteSums {
  const { from, to, knownSince } = stretch;
  const sums = emptySums(from, Math.max(0, Math.round((to - from) / minuteMs)), knownSince);
  for (let index = 0; index < sums.minutes; index += 1) {
    const at = from + index * minuteMs;
    const hour = Math.floor(at / hourMs) * hourMs;
    addMinute(sums, index, countsAt(hours.get(hour), (at - hour) / minuteMs, sli));
  }
  return sums;
}

function emptySums(from: Instant, minutes: number, knownSince: Instant | null): MinuteSums {
  const column = () => new Float64Array(minutes + 1);
  return { from, minutes, knownSince, bad: column(), total: column(), unknown: column(), noise: column() };
}

function addMinute(sums: MinuteSums, index: number, counted: GoodAndTotal | null): void {
  const { bad, total, unknown, noise } = sums;
  bad[index + 1] = (bad[index] ?? 0) + (counted ? counted.total - counted.good : 0);
  total[index + 1] = (total[index] ?? 0) + (counted ? counted.total : 0);
  unknown[index + 1] = (unknown[index] ?? 0) + (counted ? 0 : 1);
  noise[index + 1] = (noise[index] ?? 0) + (counted?.noise ? counted.noise.good + counted.noise.bad : 0);
}

/**
 * The window of `windowMs` that ends after `end` minutes. Time before the first minute is neither known nor unknown: it leaves the
 * window not full.
 */
export function windowAt(
  sums: MinuteSums,
  windowMs: number,
  end: number,
): WindowSums & { readonly unknown: number; readonly minutes: number } {
  const minutes = Math.round(windowMs / minuteMs);
  const begin = Math.max(0, end - minutes);
  const over = (column: Float64Array) => (column[end] ?? 0) - (column[begin] ?? 0);
  const endAt = sums.from + end * minuteMs;
  const [total, noise] = [over(sums.total), over(sums.noise)];
  return {
    bad: BigInt(over(sums.bad)),
    total: BigInt(total),
    // As many evenly sampled events would be as sure: see `sampledShare`.
    ...(noise > 0 ? { seen: BigInt(Math.round((total * total) / (noise + total))) } : {}),
    unknown: over(sums.unknown),
    minutes,
    isFull: sums.knownSince !== null && sums.knownSince <= endAt - windowMs,
  };
}

/** Is the minute before `end` known? */
export function isKnownAt(sums: MinuteSums, end: number): boolean {
  return end > 0 && sums.unknown[end] === sums.unknown[end - 1];
}

/** When `end` minutes have passed. */
export function momentAt(sums: MinuteSums, end: number): Instant {
  return instant(sums.from + end * minuteMs);
}
