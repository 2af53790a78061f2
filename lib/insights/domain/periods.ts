import { type Instant, instant } from "@/lib/kernel/instant";
import { dayOf, periodOf, periodsIn, startOfDay } from "@/lib/kernel/zoned-time";
import type { Bucket } from "./answer-figures";
import type { DayStarts, Period } from "./observe";

export type Granularity = "day" | "week" | "month" | "quarter";
export type PeriodName = "7d" | "30d" | "90d" | "6m" | "12m" | "24m";

export interface AskedPeriod {
  readonly zone: string;
  readonly period: PeriodName;
  /** Local days, `2026-05-01`; both count in full. They win over `period`. */
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly granularity: Granularity;
  readonly now: Instant;
}

export interface ResolvedPeriod {
  readonly window: Period;
  /** As many local days, ending where the window begins. */
  readonly previous: Period;
  readonly buckets: readonly Bucket[];
  /** Begins of the days of both. */
  readonly dayStarts: DayStarts;
  readonly from: string;
  readonly to: string;
}

/** Lengths of named periods in days, today included. */
export const periodDays: Readonly<Record<PeriodName, number>> = {
  "7d": 7,
  "30d": 30,
  "90d": 90,
  "6m": 183,
  "12m": 365,
  "24m": 730,
};

/** Longest window, in days, and most parts of it. */
export const periodLimits = { days: 1_100, buckets: 400 } as const;

const dayMs = 86_400_000;

/** The days that are asked for, in the zone; `days` below 1 when the last is before the first. */
export function daysAsked(asked: AskedPeriod): { from: string; to: string; days: number } {
  const to = asked.to ?? dayOf(asked.now, asked.zone);
  const from = asked.from ?? daysBefore(to, periodDays[asked.period] - 1);
  const days = Math.round((startOfDay(to, "UTC") - startOfDay(from, "UTC")) / dayMs) + 1;
  return { from, to, days };
}

/** The local day so many days earlier. Days of the calendar, which has no clocks to change. */
function daysBefore(day: string, days: number): string {
  return dayOf(instant(startOfDay(day, "UTC") - days * dayMs), "UTC");
}

/** Window, parts and days of what is asked, as moments. There must be at least one day. */
export function resolvePeriod(asked: AskedPeriod): ResolvedPeriod {
  const { from, to, days } = daysAsked(asked);
  const { zone, granularity } = asked;
  const end = periodOf(startOfDay(to, zone), "day", { timeZone: zone }).to;
  const window = { start: startOfDay(from, zone), end };
  const previous = { start: startOfDay(daysBefore(from, days), zone), end: window.start };
  return {
    window,
    previous,
    buckets: bucketsOf(window, granularity, zone),
    dayStarts: dayStartsOf(previous.start, end, zone),
    from,
    to,
  };
}

function dayStartsOf(from: Instant, to: Instant, timeZone: string): Instant[] {
  return [...periodsIn({ from, to }, "day", { timeZone }).map((day) => day.from), to];
}

function bucketsOf(window: Period, granularity: Granularity, timeZone: string): Bucket[] {
  return periodsIn({ from: window.start, to: window.end }, granularity, { timeZone }).map(({ from, to }) => ({
    key: dayOf(from, timeZone),
    start: from < window.start ? window.start : from,
    end: to > window.end ? window.end : to,
    isCut: from < window.start || to > window.end,
  }));
}
