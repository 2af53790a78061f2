import { Temporal } from "temporal-polyfill";
import { type Instant, instant } from "./instant";

/**
 * The one place where local time becomes instants. Zones are IANA names. A local time that happens twice means the first time, one
 * that never happens means as long after the gap as it lies in it (RFC 5545 §3.3.5; Temporal's "compatible").
 */
export type CalendarUnit = "day" | "week" | "month" | "quarter" | "year";

export interface CalendarRule {
  readonly timeZone: string;
  /** Month that a fiscal year begins with, 1 to 12; 1 unless said. Quarters and years follow it. */
  readonly fiscalYearStartMonth?: number | undefined;
}

/** A stretch of time: `from` belongs to it, `to` does not. */
export interface Period {
  readonly from: Instant;
  readonly to: Instant;
}

/** Is this a zone that this machine knows? */
export function isTimeZone(name: string): boolean {
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name);
    return /^[A-Za-z]/.test(name);
  } catch {
    return false;
  }
}

/** The calendar day on which `at` falls there, as `2026-11-20`. Throws RangeError for an unknown zone. */
export function dayOf(at: Instant, timeZone: string): string {
  return zoned(at, timeZone).toPlainDate().toString();
}

/** When a day (`2026-11-20`) begins there: not always at midnight. */
export function startOfDay(day: string, timeZone: string): Instant {
  return toInstant(Temporal.PlainDate.from(day).toZonedDateTime(timeZone));
}

/** The instant of a local time such as `2026-11-20T14:30`. */
export function instantOfLocal(local: string, timeZone: string): Instant {
  return toInstant(Temporal.PlainDateTime.from(local).toZonedDateTime(timeZone, { disambiguation: "compatible" }));
}

/** The same, and the second time for a local time that happens twice. */
export function lastInstantOfLocal(local: string, timeZone: string): Instant {
  return toInstant(Temporal.PlainDateTime.from(local).toZonedDateTime(timeZone, { disambiguation: "later" }));
}

/** What the wall shows there, as `2026-11-20T14:30:00`. */
export function localOf(at: Instant, timeZone: string): string {
  return zoned(at, timeZone).toPlainDateTime().toString({ smallestUnit: "second" });
}

/** ISO weekday there: 1 Monday to 7 Sunday. */
export function weekdayOf(at: Instant, timeZone: string): number {
  return zoned(at, timeZone).dayOfWeek;
}

/** The day, week (from Monday), month, quarter or year that `at` falls in. */
export function periodOf(at: Instant, unit: CalendarUnit, rule: CalendarRule): Period {
  const first = firstDay(zoned(at, rule.timeZone).toPlainDate(), unit, rule.fiscalYearStartMonth ?? 1);
  return between(first, unit, rule.timeZone);
}

/** The period before (-1), after (1) … the one that `at` falls in. */
export function neighbourPeriod(at: Instant, unit: CalendarUnit, steps: number, rule: CalendarRule): Period {
  const first = firstDay(zoned(at, rule.timeZone).toPlainDate(), unit, rule.fiscalYearStartMonth ?? 1);
  return between(first.add(scaled(unit, steps)), unit, rule.timeZone);
}

/** Every period that touches `[from, to)`, in order; the first and the last may reach beyond. Throws RangeError beyond `maxPeriods`. */
export function periodsIn(range: Period, unit: CalendarUnit, rule: CalendarRule): Period[] {
  const periods: Period[] = [];
  let next = periodOf(range.from, unit, rule);
  while (next.from < range.to) {
    if (periods.length >= maxPeriods) throw new RangeError(`more than ${maxPeriods} periods`);
    periods.push(next);
    next = periodOf(next.to, unit, rule);
  }
  return periods;
}

/** Twenty years of days. */
export const maxPeriods = 7_400;

function zoned(at: Instant, timeZone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone);
}

function toInstant(at: Temporal.ZonedDateTime): Instant {
  return instant(at.epochMilliseconds);
}

function between(first: Temporal.PlainDate, unit: CalendarUnit, timeZone: string): Period {
  return {
    from: toInstant(first.toZonedDateTime(timeZone)),
    to: toInstant(first.add(scaled(unit, 1)).toZonedDateTime(timeZone)),
  };
}

function scaled(unit: CalendarUnit, steps: number): { days?: number; months?: number } {
  if (unit === "day") return { days: steps };
  if (unit === "week") return { days: 7 * steps };
  return { months: steps * { month: 1, quarter: 3, year: 12 }[unit] };
}

function firstDay(date: Temporal.PlainDate, unit: CalendarUnit, fiscalYearStartMonth: number): Temporal.PlainDate {
  if (unit === "day") return date;
  if (unit === "week") return date.subtract({ days: date.dayOfWeek - 1 });
  const length = { month: 1, quarter: 3, year: 12 }[unit];
  const sinceStart = (date.month - fiscalYearStartMonth + 12) % length;
  return date.with({ day: 1 }).subtract({ months: sinceStart });
}
