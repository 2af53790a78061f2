import { type Instant, instant } from "@/lib/kernel/instant";
import { toNumber } from "@/lib/kernel/rational";
import { type Forecast, forecastLimits, forecastWeeks } from "@/lib/kernel/statistics/forecast";
import { normalQuantile } from "@/lib/kernel/statistics/normal";
import type { Period } from "@/lib/kernel/zoned-time";
import { type MinuteSeries, minutesBetween } from "./evaluation";
import { addSlices, type BudgetingMethod, emptyTally } from "./level";
import { hourMs, minuteMs } from "./minutes";

/** What the budget is counted in: events, or minutes where the method judges those. */
export interface Units {
  readonly bad: number;
  readonly total: number;
  /** Share of the minutes that are known. */
  readonly known: number;
}

/** A number with the interval that it lies in. */
export interface Expected {
  readonly expected: number;
  readonly low: number;
  readonly high: number;
}

/** What a release cost, from those that were made. */
export interface LaunchCost extends Expected {
  readonly launches: number;
}

/** What the weeks to come are expected to bring, without a target. */
export interface Outlook {
  readonly period: Period;
  /** Weeks that it rests on. */
  readonly weeks: number;
  readonly total: number;
  /** As the past goes on. */
  readonly trend: Expected;
  /** How often the interval of a week held what came; null with too few to say. */
  readonly coverage: number | null;
  readonly planned: number;
  /** Releases that as many weeks usually have: they are in the trend already. */
  readonly usual: number;
  /** Null with too few releases to say what one costs. */
  readonly cost: LaunchCost | null;
  /** What planned releases beyond the usual number add. */
  readonly added: Expected;
  readonly bad: Expected;
}

export const outlookLimits = {
  /** What is bad within this time after a release is counted to it. */
  launchMs: 24 * hourMs,
  /** Fewer releases than this say nothing of what one costs. */
  launches: 5,
  /** A week of which less is known is none. */
  knownShare: 0.5,
} as const;

const weekMs = 7 * 24 * hourMs;
/** Of two sides, so that four of five lie inside; as wide as the interval of the forecast. */
const reachZ = normalQuantile(0.5 + forecastLimits.wanted / 2);

/** Bad and all units between two moments, as the method counts them. */
export function unitsBetween(series: MinuteSeries, { from, to }: Period, method: BudgetingMethod): Units {
  const tally = addSlices(emptyTally, minutesBetween(series, from, to).slices, method);
  const known = tally.counted / Math.max(1, (to - from) / minuteMs);
  if (method.kind === "occurrences")
    return { bad: Number(tally.total - tally.good), total: Number(tally.total), known };
  return { bad: tally.counted - toNumber(tally.worth), total: tally.counted, known };
}

/** Whole weeks before `now`, oldest first, back to the last one of which too little is known; gaps within one are made up for. */
export function weeksBefore(series: MinuteSeries, now: Instant, method: BudgetingMethod): Units[] {
  const weeks: Units[] = [];
  for (let to = now as number; to - weekMs >= series.from; to -= weekMs) {
    const week = unitsBetween(series, { from: instant(to - weekMs), to: instant(to) }, method);
    if (week.known < outlookLimits.knownShare) break;
    weeks.unshift({ bad: week.bad / week.known, total: week.total / week.known, known: week.known });
  }
  return weeks;
}

/**
 * What one release cost beyond the quiet time: bad units of the day after each, less what that day has when nothing is released. Releases
 * within a day share it. Null for fewer than five.
 */
export function launchCost(
  series: MinuteSeries,
  launches: readonly Instant[],
  range: Period,
  method: BudgetingMethod,
): LaunchCost | null {
  const days = daysAfter(launches, range);
  const count = days.reduce((sum, day) => sum + day.launches, 0);
  if (count < outlookLimits.launches) return null;
  const counted = days.map((day) => ({ launches: day.launches, ...unitsBetween(series, day, method) }));
  const all = unitsBetween(series, range, method);
  const after = { bad: sumOf(counted, "bad"), total: sumOf(counted, "total") };
  const quietTotal = all.total - after.total;
  const quiet = quietTotal > 0 ? (all.bad - after.bad) / quietTotal : 0;
  const costs = counted.map((day) => ({ each: (day.bad - quiet * day.total) / day.launches, launches: day.launches }));
  const mean = costs.reduce((sum, { each, launches: many }) => sum + each * many, 0) / count;
  const variance = costs.reduce((sum, { each, launches: many }) => sum + many * (each - mean) ** 2, 0) / (count - 1);
  const reach = reachZ * Math.sqrt(variance / costs.length);
  return {
    expected: Math.max(0, mean),
    low: Math.max(0, mean - reach),
    high: Math.max(0, mean + reach),
    launches: count,
  };
}

/** The days after releases, joined where they overlap, each with how many it is of. */
function daysAfter(launches: readonly Instant[], range: Period): (Period & { readonly launches: number })[] {
  const days: { from: Instant; to: Instant; launches: number }[] = [];
  for (const from of launches.filter((at) => at >= range.from && at < range.to).sort((left, right) => left - right)) {
    const to = instant(Math.min(from + outlookLimits.launchMs, range.to));
    const last = days.at(-1);
    if (last && from < last.to) days[days.length - 1] = { from: last.from, to, launches: last.launches + 1 };
    else days.push({ from, to, launches: 1 });
  }
  return days;
}

function sumOf<Key extends "bad" | "total">(list: readonly Record<Key, number>[], key: Key): number {
  return list.reduce((sum, one) => sum + one[key], 0);
}

export interface OutlookQuestion {
  readonly series: MinuteSeries;
  readonly method: BudgetingMethod;
  /** Releases that were made, and how many are planned until `ahead` weeks from now. */
  readonly launches: readonly Instant[];
  readonly planned: number;
  readonly now: Instant;
}

/**
 * What the next 13 weeks are expected to bring: weekly traffic and bad units go on as the forecast of trends says, and planned releases beyond
 * the usual number cost what releases cost before. Null with fewer than 12 weeks that are known.
 */
export function outlookOf(question: OutlookQuestion): Outlook | null {
  const { series, method, now, planned } = question;
  const weeks = weeksBefore(series, now, method);
  const bad = forecastWeeks(weeks.map((week) => week.bad));
  const total = forecastWeeks(weeks.map((week) => week.total));
  if (!bad || !total) return null;
  const past = { from: instant(now - weeks.length * weekMs), to: now };
  const made = question.launches.filter((at) => at >= past.from && at < now);
  const usual = (made.length / weeks.length) * forecastLimits.ahead;
  const cost = launchCost(series, made, past, method);
  const added = scaled(cost, Math.max(0, planned - usual));
  const trend = summed(bad);
  return {
    period: { from: now, to: instant(now + forecastLimits.ahead * weekMs) },
    ...{
      weeks: weeks.length,
      total: summed(total).expected,
      trend,
      coverage: bad.coverage,
      planned,
      usual,
      cost,
      added,
    },
    bad: joined(trend, added),
  };
}

/** Weeks are taken to be high together: wider than they would be if each went its own way. */
function summed({ points }: Forecast): Expected {
  const of = (key: keyof Expected) => points.reduce((sum, point) => sum + point[key], 0);
  return { expected: of("expected"), low: of("low"), high: of("high") };
}

function scaled(one: Expected | null, times: number): Expected {
  const { expected, low, high } = one ?? { expected: 0, low: 0, high: 0 };
  return { expected: expected * times, low: low * times, high: high * times };
}

function joined(one: Expected, other: Expected): Expected {
  return { expected: one.expected + other.expected, low: one.low + other.low, high: one.high + other.high };
}

/** How much of the error budget of a target that is, in percent; null where no traffic is expected. `targetShare` from 0 to 1. */
export function budgetUsedPercent(
  { bad, total }: Pick<Outlook, "bad" | "total">,
  targetShare: number,
): Expected | null {
  const allowed = total * (1 - targetShare);
  if (!(allowed > 0)) return null;
  const percent = (units: number) => (100 * units) / allowed;
  return { expected: percent(bad.expected), low: percent(bad.low), high: percent(bad.high) };
}
