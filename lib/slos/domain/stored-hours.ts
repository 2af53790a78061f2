import { rational } from "@/lib/kernel/rational";
import { addSlices, type BudgetingMethod, emptyTally, type Slice, type Tally } from "./level";
import { type HourCounts, hourMs, minuteMs, type SliKind, sliceAt } from "./minutes";
import type { Noise } from "./sampling";

/** An hour is over for good this long after its end: a reading is at most 100 s wide, and due 90 s after its minute. */
export const settleMs = 5 * 60_000;

/** What an hour that is over adds to a level: sums only, so that any stretch of whole hours is one addition. */
export interface HourSums {
  readonly hour: number;
  readonly good: bigint;
  readonly total: bigint;
  readonly counted: number;
  readonly unknown: number;
  /** Good minutes, for methods that judge minutes; the sum of their shares in parts of `worthUnit` where shares are averaged. */
  readonly worth: bigint;
  readonly doubtful: bigint;
  readonly noise: Noise;
}

/**
 * Sums of the hour that begins at `hour` (epoch ms), from its stored minutes; a row that is not there is an hour of unknown minutes.
 * Minutes before anything was ever known belong to no level.
 */
export function sumsOfHour(
  row: HourCounts | undefined,
  hour: number,
  given: { readonly sli: SliKind; readonly method: BudgetingMethod; readonly knownSince: number },
): HourSums {
  const tally = addSlices(
    emptyTally,
    slicesBetween(new Map(row ? [[hour, row]] : []), {
      ...given,
      from: Math.max(hour, given.knownSince),
      to: hour + hourMs,
    }),
    given.method,
  );
  const { good, total, counted, unknown, worth, doubtful, noise } = tally;
  const whole = (worth.numerator * worthUnit(given.method)) / worth.denominator;
  return { hour, good, total, counted, unknown, doubtful, noise, worth: whole };
}

/** Parts in which the worth of a minute is kept: 1 where it is good or not. Throws RangeError for shares that are not cut. */
export function worthUnit(method: BudgetingMethod): bigint {
  if (method.kind !== "ratio_timeslices") return 1n;
  if (method.resolution === undefined) throw new RangeError("exact shares of minutes have no sums to keep");
  return method.resolution;
}

/** The minutes from `from` to `to` (whole minutes, epoch ms) as slices. */
export function slicesBetween(
  hours: ReadonlyMap<number, HourCounts>,
  { sli, from, to }: { readonly sli: SliKind; readonly from: number; readonly to: number },
): Slice[] {
  const slices: Slice[] = [];
  for (let minute = from; minute < to; minute += minuteMs) {
    const hour = Math.floor(minute / hourMs) * hourMs;
    slices.push(sliceAt(hours.get(hour), (minute - hour) / minuteMs, sli));
  }
  return slices;
}

/** Stored sums as a tally, to which minutes can be added. */
export function tallyOfSums(sums: Omit<HourSums, "hour">, method: BudgetingMethod): Tally {
  return { ...sums, excluded: 0, notDue: 0, worth: rational(sums.worth, worthUnit(method)) };
}

/** Hours of an objective that are all stored, from `from` up to, not including, `until`. */
export interface Seal {
  readonly from: number;
  readonly until: number;
  /** Nothing was ever known before `from`. */
  readonly isWhole: boolean;
}

/** A stretch cut into minutes at its ends and stored hours between. */
export interface StoredSpan {
  readonly head: { readonly from: number; readonly to: number };
  readonly hours: { readonly from: number; readonly to: number };
  readonly tail: { readonly from: number; readonly to: number };
}

/** More minutes than this at an end are not worth reading one by one: the sums are behind. */
const longestEndMs = 48 * hourMs;

/**
 * How to add up the minutes from `from` to `to`: by stored hours where there are any. The last hour is always read as minutes, since
 * the last known minute is looked for in it. Null when what is stored does not cover the stretch.
 */
export function planSpan(from: number, to: number, seal: Seal): StoredSpan | null {
  const first = Math.ceil(from / hourMs) * hourMs;
  const lastHour = Math.floor((to - 1) / hourMs) * hourMs;
  const last = Math.min(seal.until, lastHour);
  if (last <= first) {
    return to - from > longestEndMs
      ? null
      : { head: { from, to: from }, hours: { from: first, to: first }, tail: { from, to } };
  }
  const isCovered = seal.from <= first || seal.isWhole;
  if (!isCovered || to - last > longestEndMs) return null;
  return { head: { from, to: first }, hours: { from: first, to: last }, tail: { from: last, to } };
}
