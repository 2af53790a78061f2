import type { Instant } from "@/lib/kernel/instant";
import { union } from "@/lib/kernel/intervals";
import { dayOf, instantOfLocal, type Period, periodsIn, weekdayOf } from "@/lib/kernel/zoned-time";

/** Hours of weekdays in a zone, without holidays. */
export interface BusinessHours {
  readonly timeZone: string;
  readonly hours: readonly WeeklyHours[];
  /** Days such as `2026-07-03` on which the clock does not run. */
  readonly holidays: ReadonlySet<string>;
}

/** A region in whose hours somebody works, and whom to tell there. */
export interface Region extends BusinessHours {
  readonly name: string;
  /** Names of alert routes. */
  readonly tell: readonly string[];
}

/** Regions that hand a clock over to each other, in their order. */
export interface HandOver {
  /** Where hours overlap: `at_close` whoever has it keeps it to the end of its hours, `at_open` the region that opens takes it. */
  readonly rule: "at_close" | "at_open";
  readonly regions: readonly Region[];
}

/** When a clock runs: in the hours of a business, in those of any of its regions, or always. */
export type Schedule =
  | { readonly kind: "always" }
  | ({ readonly kind: "business_hours"; readonly handOver?: HandOver | undefined } & BusinessHours);

export interface WeeklyHours {
  /** 1 Monday to 7 Sunday. */
  readonly weekday: number;
  /** `09:00`; local, from inclusive to exclusive. `24:00` is the end of the day. */
  readonly from: string;
  readonly to: string;
}

/** The stretches of `range` in which the schedule runs; that of several regions in the hours of any. Local hours are resolved day by day, so that clock changes are right. */
export function runningTime(schedule: Schedule, range: Period): Period[] {
  if (range.from >= range.to) return [];
  if (schedule.kind === "always") return [range];
  return union((schedule.handOver?.regions ?? [schedule]).flatMap((hours) => openTime(hours, range)));
}

/** The stretches of `range` that lie in these hours. */
export function openTime(hours: BusinessHours, range: Period): Period[] {
  const { timeZone } = hours;
  const stretches = periodsIn(range, "day", { timeZone }).flatMap(({ from, to }) => hoursOf(hours, from, to));
  return union(stretches.map(({ from, to }) => ({ from: later(from, range.from), to: earlier(to, range.to) })));
}

function hoursOf(schedule: BusinessHours, dayStart: Instant, dayEnd: Instant): Period[] {
  const day = dayOf(dayStart, schedule.timeZone);
  if (schedule.holidays.has(day)) return [];
  const weekday = weekdayOf(dayStart, schedule.timeZone);
  return schedule.hours
    .filter((hours) => hours.weekday === weekday)
    .map(({ from, to }) => ({
      from: instantOfLocal(`${day}T${from}`, schedule.timeZone),
      to: to === "24:00" ? dayEnd : instantOfLocal(`${day}T${to}`, schedule.timeZone),
    }));
}

function later(left: Instant, right: Instant): Instant {
  return left > right ? left : right;
}

function earlier(left: Instant, right: Instant): Instant {
  return left < right ? left : right;
}
