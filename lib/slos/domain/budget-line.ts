import { type Instant, instant } from "@/lib/kernel/instant";
import { type Rational, rational, times, toDecimal, toNumber } from "@/lib/kernel/rational";
import type { MinuteSeries } from "./evaluation";
import {
  addSlices,
  addTallies,
  type BudgetingMethod,
  budgetUsed,
  emptyTally,
  levelOf,
  levelOfTally,
  type Slice,
  type Tally,
} from "./level";
import { hourMs, minuteMs } from "./minutes";

export interface LinePoint {
  readonly at: Instant;
  readonly worst: number | null;
  readonly best: number | null;
  readonly badShare: number | null;
}

/** What was counted between the stretch before and `end` (epoch ms). */
export interface LineStretch {
  readonly end: number;
  readonly tally: Tally;
}

/** Where a line is cut: whole hours of a length, from the first whole hour on; what lies before that hour belongs to the first stretch. */
export interface HourlyCut {
  readonly first: number;
  readonly stepMs: number;
}

/** Longer steps than this become whole hours, so that sums that are kept by the hour make the line. */
const longestMinutes = 15;

/** The cut of a line from `from` to `to` (epoch ms) of about `points` points; null where its stretches are shorter than hours. */
export function hourlyCut(from: number, to: number, points: number): HourlyCut | null {
  const step = stepOf(from, to, points);
  if (step <= longestMinutes) return null;
  return { first: Math.ceil(from / hourMs) * hourMs, stepMs: Math.ceil((step * minuteMs) / hourMs) * hourMs };
}

function stepOf(from: number, to: number, points: number): number {
  return Math.max(1, Math.ceil((to - from) / minuteMs / points));
}

/** When the stretches of a line end, the last one at `to`. At most about `points`. */
export function lineEnds(from: number, to: number, points: number): number[] {
  const cut = hourlyCut(from, to, points);
  const stepMs = cut?.stepMs ?? stepOf(from, to, points) * minuteMs;
  const ends: number[] = [];
  for (let end = (cut?.first ?? from) + stepMs; end < to; end += stepMs) ends.push(end);
  return to > from ? [...ends, to] : ends;
}

/** The stretches of a line from the minutes of a series. */
export function stretchesOfSeries({ from, slices }: MinuteSeries, method: BudgetingMethod, points: number) {
  let begin = 0;
  return lineEnds(from, from + slices.length * minuteMs, points).map((end): LineStretch => {
    const position = Math.round((end - from) / minuteMs);
    const tally = addSlices(emptyTally, slices.slice(begin, position), method);
    begin = position;
    return { end, tally };
  });
}

export interface LineQuestion {
  /** When the first stretch begins. */
  readonly from: number;
  readonly method: BudgetingMethod;
  readonly target: Rational;
  readonly periodMs: number;
}

/**
 * The budget that was left after each stretch of a period of `periodMs`, 1 at its beginning: a share is used of all that the period
 * allows, taking its traffic to go on as it was.
 */
export function budgetLine(
  stretches: readonly LineStretch[],
  { from, method, target, periodMs }: LineQuestion,
): LinePoint[] {
  let sum = emptyTally;
  return stretches.map(({ end, tally }) => {
    sum = addTallies(sum, tally);
    const { good, total } = tally;
    const passedMs = end - from;
    const { worst, best } = levelOfTally(sum, method);
    const share = rational(BigInt(passedMs), BigInt(Math.max(periodMs, passedMs)));
    return {
      at: instant(end),
      worst: worst && leftOf(worst, target, share),
      best: best && leftOf(best, target, share),
      badShare: total === 0n ? null : toNumber(rational(total - good, total)),
    };
  });
}

/** Budget left of the whole period when `share` of it has gone at this level. */
function leftOf(level: Rational, target: Rational, share: Rational): number {
  return 1 - toNumber(times(budgetUsed(level, target), share));
}

/** The minutes of a line that the hour after `at` holds, as a stretch (epoch ms); what the line does not reach is left out. */
export function hourAfter(at: number, from: number, to: number): { readonly from: number; readonly to: number } {
  const first = from + Math.floor((at - from) / minuteMs) * minuteMs;
  return { from: Math.min(to, Math.max(from, first)), to: Math.min(to, Math.max(from, first + hourMs)) };
}

/** Budget of a whole period that went in these minutes, in percent; null when none of them is known. */
export function usedPercent(
  slices: readonly Slice[],
  { method, target, periodMs }: Omit<LineQuestion, "from">,
): string | null {
  const { best } = levelOf(slices, method);
  if (best === null) return null;
  const share = rational(BigInt(slices.length * minuteMs), BigInt(periodMs));
  return toDecimal(times(times(budgetUsed(best, target), share), rational(100n)), 1);
}
