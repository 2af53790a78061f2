import type { Instant } from "@/lib/kernel/instant";
import { compare, fromDecimal, one, type Rational, rational, times, toDecimal } from "@/lib/kernel/rational";
import type { SloDefinition } from "@/lib/slos/contract";
import type { Consequence, Threshold } from "../contract";
import { type BudgetFact, consequenceOf, graver } from "./thresholds";

const hourMs = 3_600_000;

/** Stored hours of an objective as running sums: the budget over any whole hours costs two look-ups. */
export interface HourLine {
  readonly name: string;
  readonly target: Rational;
  /** Parts in which the worth of a minute is kept, where minutes are judged; null where events are counted. */
  readonly worthUnit: bigint | null;
  readonly periodMs: number;
  /** When the first hour begins. */
  readonly from: number;
  /** One more than there are hours. Whole numbers below 2⁵³: exact. */
  readonly good: Float64Array;
  readonly total: Float64Array;
  readonly counted: Float64Array;
  readonly unknown: Float64Array;
  readonly worth: Float64Array;
}

export interface StoredHour {
  readonly hour: number;
  readonly good: number;
  readonly total: number;
  readonly counted: number;
  readonly unknown: number;
  readonly worth: number;
}

/** A line of hours that follow one another without a gap; null without any. A calendar period is taken to roll with its longest length. */
export function hourLine(
  objective: { readonly name: string; readonly definition: SloDefinition },
  hours: readonly StoredHour[],
): HourLine | null {
  const first = hours[0];
  if (!first) return null;
  const columns = { good: 0, total: 0, counted: 0, unknown: 0, worth: 0 };
  const names = Object.keys(columns) as (keyof typeof columns)[];
  const sums = Object.fromEntries(names.map((name) => [name, new Float64Array(hours.length + 1)])) as Record<
    keyof typeof columns,
    Float64Array
  >;
  for (const [index, hour] of hours.entries())
    for (const name of names) sums[name][index + 1] = (sums[name][index] ?? 0) + hour[name];
  const { definition, name } = objective;
  return {
    name,
    target: times(fromDecimal(definition.targetPercent), rational(1n, 100n)),
    worthUnit: worthUnits[definition.method.kind],
    periodMs: periodMsOf(definition.period),
    from: first.hour,
    ...sums,
  };
}

/** Parts in which the worth of a minute is kept with its hour, by method; a test compares them with those of the engine. */
const worthUnits = { occurrences: null, timeslices: 1n, ratio_timeslices: 1_000_000_000n } as const;

const longestDays = { week: 7, month: 31, quarter: 92, year: 366 } as const;

function periodMsOf(period: SloDefinition["period"]): number {
  return 24 * hourMs * (period.kind === "rolling" ? period.days : longestDays[period.unit]);
}

/** As long as it takes until an hour that is over is stored. */
const settlingHours = 2;

/** The budget as it was known at a full hour. */
export function budgetAt(line: HourLine, at: number): BudgetFact {
  const asked = Math.floor((at - line.from) / hourMs);
  // The hours that are just over are not stored yet: the newest stored one stands for them.
  const end = asked - (line.good.length - 1) <= settlingHours ? Math.min(asked, line.good.length - 1) : asked;
  if (end <= 0 || end >= line.good.length)
    return { kind: "undetermined", why: "nothing was counted then.", atMost: null };
  const begin = Math.max(0, end - Math.round(line.periodMs / hourMs));
  const over = (column: Float64Array) => BigInt(Math.round((column[end] ?? 0) - (column[begin] ?? 0)));
  const [counted, unknown] = [over(line.counted), over(line.unknown)];
  const isDark = (line.counted[end] ?? 0) === (line.counted[end - 1] ?? 0);
  const range = rangeOf(line, {
    good: over(line.good),
    total: over(line.total),
    worth: over(line.worth),
    counted,
    unknown,
  });
  if (isDark)
    return { kind: "undetermined", why: "its source told nothing in the hour before.", atMost: range?.best ?? null };
  return range ? { kind: "known", ...range } : { kind: "undetermined", why: "nothing was counted then.", atMost: null };
}

interface Sums {
  readonly good: bigint;
  readonly total: bigint;
  readonly worth: bigint;
  readonly counted: bigint;
  readonly unknown: bigint;
}

/** Worst and best budget, as in the engine of levels: unknown time is all bad, or all good. */
function rangeOf({ target, worthUnit: unit }: HourLine, sums: Sums): { worst: Rational; best: Rational } | null {
  const due = sums.counted + sums.unknown;
  if (due === 0n || sums.counted === 0n) return null;
  if (unit === null && sums.total === 0n) return sums.unknown === 0n ? { worst: one, best: one } : null;
  const [good, total] = unit === null ? [sums.good, sums.total] : [sums.worth, sums.counted * unit];
  // (good/total · counted + unknown·x) / due, for x = 0 and 1.
  const worst = rational(good * sums.counted, total * due);
  // What cutting the shares of minutes can have taken, as in the engine.
  const cut = unit !== null && unit > 1n && good < total ? sums.counted * sums.counted : 0n;
  const best = rational(good * sums.counted + sums.unknown * total + cut, total * due);
  return { worst: leftOf(worst, target), best: leftOf(compare(best, one) > 0 ? one : best, target) };
}

/** `(level − target) / (1 − target)`. */
function leftOf(level: Rational, target: Rational): Rational {
  const numerator = level.numerator * target.denominator - target.numerator * level.denominator;
  return rational(numerator, level.denominator * (target.denominator - target.numerator));
}

export interface PastVerdict {
  readonly consequence: Consequence;
  /** The objective that says so; null when none does. */
  readonly because: string | null;
  readonly left: string | null;
}

/** What a policy would have said at a moment, by the budgets known at the full hour before it. */
export function verdictAt(thresholds: readonly Threshold[], lines: readonly HourLine[], at: number): PastVerdict {
  let verdict: PastVerdict = { consequence: "none", because: null, left: null };
  for (const line of lines) {
    const budget = budgetAt(line, at);
    const { consequence } = consequenceOf(thresholds, budget);
    if (consequence === verdict.consequence || graver(consequence, verdict.consequence) !== consequence) continue;
    const left = budget.kind === "known" ? budget.worst : budget.atMost;
    verdict = { consequence, because: line.name, left: left && toDecimal(times(left, rational(100n)), 1) };
  }
  return verdict;
}

/** From `at` until the first full hour at which nothing holds any more, in hours; null when that is not before `now`. */
export function heldHoursFrom(
  thresholds: readonly Threshold[],
  lines: readonly HourLine[],
  at: Instant,
  now: Instant,
): number | null {
  for (let hour = Math.ceil((at + 1) / hourMs) * hourMs; hour <= now; hour += hourMs) {
    const { consequence } = verdictAt(thresholds, lines, hour);
    if (consequence !== "freeze" && consequence !== "undetermined") return (hour - at) / hourMs;
  }
  return null;
}
