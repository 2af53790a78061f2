import { type Instant, instant } from "@/lib/kernel/instant";
import type { WindowSums } from "./burn-alert";
import type { MinuteSeries } from "./evaluation";
import { type GoodAndTotal, minuteMs } from "./minutes";

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

/** What minutes add up to. */
export interface Sums {
  readonly bad: number;
  readonly total: number;
  /** Minutes. */
  readonly unknown: number;
  /** Estimated variance of good and of bad events where they were sampled, and the largest weight of one; 1 when all were counted. */
  readonly noiseGood: number;
  readonly noiseBad: number;
  readonly heaviest: number;
}

/** A window, how many minutes it has, and of how many of them nobody can tell. */
export type Window = WindowSums & { readonly unknown: number; readonly minutes: number };

/** Windows over minutes that follow one another; a position is how many of them are over. */
export interface MinuteWindows {
  readonly minutes: number;
  /**
   * The window of `windowMs` that ends after `end` minutes. Time before the first minute is neither known nor unknown: it leaves the
   * window not full.
   */
  window(windowMs: number, end: number): Window;
  /** Is the minute before `end` known? */
  isKnown(end: number): boolean;
}

/** Sums as a window of a burn-rate rule. */
export function windowOf({ bad, total, noiseGood, noiseBad, heaviest }: Sums, isFull: boolean): WindowSums {
  const variance = noiseGood + noiseBad;
  // As many evenly sampled events would be as sure: see `sampledShare`.
  const sampled = (): Pick<WindowSums, "seen" | "noise"> => ({
    seen: BigInt(Math.round((total * total) / (variance + total))),
    noise: { good: noiseGood, bad: noiseBad, heaviest },
  });
  return { bad: BigInt(bad), total: BigInt(total), ...(variance > 0 ? sampled() : {}), isFull };
}

/** Windows over running sums. */
export function windowsOfSums(sums: MinuteSums): MinuteWindows {
  return {
    minutes: sums.minutes,
    window: (windowMs, end) => windowAt(sums, windowMs, end),
    isKnown: (end) => end > 0 && sums.unknown[end] === sums.unknown[end - 1],
  };
}

/** The same as `MinuteWindows.window`. */
export function windowAt(sums: MinuteSums, windowMs: number, end: number): Window {
  const minutes = Math.round(windowMs / minuteMs);
  const begin = Math.max(0, end - minutes);
  const over = (column: Float64Array) => (column[end] ?? 0) - (column[begin] ?? 0);
  const isFull = sums.knownSince !== null && sums.knownSince <= momentAt(sums, end) - windowMs;
  const inWindow = {
    ...{ bad: over(sums.bad), total: over(sums.total), unknown: over(sums.unknown) },
    ...{ noiseGood: over(sums.noiseGood), noiseBad: over(sums.noiseBad), heaviest: sums.heaviest[end] ?? 1 },
  };
  return { ...windowOf(inWindow, isFull), unknown: inWindow.unknown, minutes };
}

/** When `end` minutes have passed. */
export function momentAt(sums: MinuteSums, end: number): Instant {
  return instant(sums.from + end * minuteMs);
}
