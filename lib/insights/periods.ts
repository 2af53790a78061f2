import { Temporal } from "temporal-polyfill";
import { type Instant, instant } from "@/lib/kernel/instant";
import type { Bucket } from "./domain/answer-figures";
import type { DayStarts, Period } from "./domain/observe";

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

const lengths: Readonly<Record<PeriodName, Temporal.DurationLike>> = {
  "7d": { days: 6 },
  "30d": { days: 29 },
  "90d": { days: 89 },
  "6m": { months: 6 },
  "12m": { months: 12 },
  "24m": { months: 24 },
};

/** Longest window, in days, and most parts of it. */
export const periodLimits = { days: 1_100, buckets: 400 } as const;

/** The days that are asked for, in the zone. `to` before `from` gives null. */
export function daysAsked(asked: AskedPeriod): { from: Temporal.PlainDate; to: Temporal.PlainDate; days: number } | null {
  const today = Temporal.Instant.fromEpochMilliseconds(asked.now).toZonedDateTimeISO(asked.zone).toPlainDate();
  const to = asked.to === undefined ? today : Temporal.PlainDate.from(asked.to);
  const from = asked.from === undefined ? to.subtract(lengths[asked.period]) : Temporal.PlainDate.from(asked.from);
  const days = from.until(to, { largestUnit: "days" }).days + 1;
  return days < 1 ? null : { from, to, days };
}

/** Window, parts and days of what is asked, as moments. A day begins at the first moment of its date in the zone, also where clocks change. */
export function resolvePeriod(asked: AskedPeriod): ResolvedPeriod | null {
  const days = daysAsked(asked);
  if (!days) return null;
  const { zone, granularity } = asked;
  const end = days.to.add({ days: 1 });
  const window = { start: startOf(days.from, zone), end: startOf(end, zone) };
  const before = days.from.subtract({ days: days.days });
  return {
    window,
    previous: { start: startOf(before, zone), end: window.start },
    buckets: bucketsOf(days.from, end, granularity, zone),
    dayStarts: Array.from({ length: 2 * days.days + 1 }, (_, index) => startOf(before.add({ days: index }), zone)),
    from: days.from.toString(),
    to: days.to.toString(),
  };
}

function startOf(date: Temporal.PlainDate, zone: string): Instant {
  return instant(date.toZonedDateTime(zone).epochMilliseconds);
}

function bucketsOf(from: Temporal.PlainDate, end: Temporal.PlainDate, granularity: Granularity, zone: string): Bucket[] {
  const buckets: Bucket[] = [];
  let begin = firstDayOf(from, granularity);
  while (Temporal.PlainDate.compare(begin, end) < 0) {
    const next = begin.add(stepOf[granularity]);
    const cutBegin = Temporal.PlainDate.compare(begin, from) < 0 ? from : begin;
    const cutEnd = Temporal.PlainDate.compare(next, end) > 0 ? end : next;
    buckets.push({
      key: begin.toString(),
      start: startOf(cutBegin, zone),
      end: startOf(cutEnd, zone),
      isCut: cutBegin !== begin || cutEnd !== next,
    });
    begin = next;
  }
  return buckets;
}

const stepOf: Readonly<Record<Granularity, Temporal.DurationLike>> = {
  day: { days: 1 },
  week: { weeks: 1 },
  month: { months: 1 },
  quarter: { months: 3 },
};

/** Weeks begin on Monday (ISO 8601), quarters in January, April, July and October. */
function firstDayOf(date: Temporal.PlainDate, granularity: Granularity): Temporal.PlainDate {
  switch (granularity) {
    case "day":
      return date;
    case "week":
      return date.subtract({ days: date.dayOfWeek - 1 });
    case "month":
      return date.with({ day: 1 });
    case "quarter":
      return date.with({ day: 1, month: date.month - ((date.month - 1) % 3) });
  }
}
