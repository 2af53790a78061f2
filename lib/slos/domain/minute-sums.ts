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
  /** Estimated variance of good and of bad events where they were sampled. */
  readonly noiseGood: Float64Array;
  readonly noiseBad: Float64Array;
  /** Largest weight of a sampled event of each minute so far; 1 when all were counted. A window takes the one at its end. */
  readonly heaviest: Float64Array;
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
  return { from, minutes, knownSince, bad: column(), total: column(), unknown: column(), ...emptyNoise(column) };
}

function emptyNoise(column: () => Float64Array): Pick<MinuteSums, "noiseGood" | "noiseBad" | "heaviest"> {
  return { noiseGood: column(), noiseBad: column(), heaviest: column().fill(1) };
}

function addMinute(sums: MinuteSums, index: number, counted: GoodAndTotal | null): void {
  const { bad, total, unknown, noiseGood, noiseBad, heaviest } = sums;
  bad[index + 1] = (bad[index] ?? 0) + (counted ? counted.total - counted.good : 0);
  total[index + 1] = (total[index] ?? 0) + (counted ? counted.total : 0);
  unknown[index + 1] = (unknown[index] ?? 0) + (counted ? 0 : 1);
  noiseGood[index + 1] = (noiseGood[index] ?? 0) + (counted?.noise?.good ?? 0);
  noiseBad[index + 1] = (noiseBad[index] ?? 0) + (counted?.noise?.bad ?? 0);
  heaviest[index + 1] = Math.max(heaviest[index] ?? 1, counted?.noise?.heaviest ?? 1);
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
  const total = over(sums.total);
  const noise = { good: over(sums.noiseGood), bad: over(sums.noiseBad), heaviest: sums.heaviest[end] ?? 1 };
  const variance = noise.good + noise.bad;
  return {
    bad: BigInt(over(sums.bad)),
    total: BigInt(total),
    // As many evenly sampled events would be as sure: see `sampledShare`.
    ...(variance > 0 ? { seen: BigInt(Math.round((total * total) / (variance + total))), noise } : {}),
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
