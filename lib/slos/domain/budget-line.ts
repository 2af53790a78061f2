import { type Instant, instant } from "@/lib/kernel/instant";
import { type Rational, rational, times, toNumber } from "@/lib/kernel/rational";
import type { MinuteSeries } from "./evaluation";
import { addSlices, addTallies, type BudgetingMethod, budgetUsed, emptyTally, levelOfTally } from "./level";
import { minuteMs } from "./minutes";

export interface LinePoint {
  readonly at: Instant;
  readonly worst: number | null;
  readonly best: number | null;
  readonly badShare: number | null;
}

/**
 * The budget that was left after each stretch of a period of `periodMs`, 1 at its beginning: a share is used of all that the period
 * allows, taking its traffic to go on as it was. At most about `points` points.
 */
export function budgetLine(
  series: MinuteSeries,
  method: BudgetingMethod,
  target: Rational,
  periodMs: number,
  points: number,
): LinePoint[] {
  const { slices, from } = series;
  const step = Math.max(1, Math.ceil(slices.length / points));
  const line: LinePoint[] = [];
  let tally = emptyTally;
  for (let begin = 0; begin < slices.length; begin += step) {
    const stretch = slices.slice(begin, begin + step);
    // Good and total are summed by every method, so that each minute is looked at once.
    const part = addSlices(emptyTally, stretch, method);
    tally = addTallies(tally, part);
    const { good, total } = part;
    const passedMs = (begin + stretch.length) * minuteMs;
    const { worst, best } = levelOfTally(tally, method);
    const share = rational(BigInt(passedMs), BigInt(Math.max(periodMs, passedMs)));
    line.push({
      at: instant(from + passedMs),
      worst: worst && leftOf(worst, target, share),
      best: best && leftOf(best, target, share),
      badShare: total === 0n ? null : toNumber(rational(total - good, total)),
    });
  }
  return line;
}

/** Budget left of the whole period when `share` of it has gone at this level. */
function leftOf(level: Rational, target: Rational, share: Rational): number {
  return 1 - toNumber(times(budgetUsed(level, target), share));
}
