import type { Instant } from "@/lib/kernel/instant";
import { union } from "@/lib/kernel/intervals";
import { dayOf, instantOfLocal, type Period, periodsIn, weekdayOf } from "@/lib/kernel/zoned-time";

/** When a clock runs: hours of weekdays in a zone, without holidays; or always. */
export type Schedule =
  | { readonly kind: "always" }
  | {
      readonly kind: "business_hours";
      readonly timeZone: string;
      readonly hours: readonly WeeklyHours[];
      /** Days such as `2026-07-03` on which the clock does not run. */
      readonly holidays: ReadonlySet<string>;
    };

export interface WeeklyHours {
  /** 1 Monday to 7 Sunday. */
  readonly weekday: number;
  /** `09:00`; local, from inclusive to exclusive. `24:00` is the end of the day. */
  readonly from: string;
  readonly to: string;
}

/** The stretches of `range` in which the schedule runs. Local hours are resolved day by day, so that clock changes are right. */
export function runningTime(schedule: Schedule, range: Period): Period[] {
  if (range.from >= range.to) return [];
  if (schedule.kind === "always") return [range];
  const { timeZone } = schedule;
  const stretches = periodsIn(range, "day", { timeZone }).flatMap(({ from, to }) => hoursOf(schedule, from, to));
  return union(stretches.map(({ from, to }) => ({ from: later(from, range.from), to: earlier(to, range.to) })));
}

function hoursOf(
  schedule: Extract<Schedule, { kind: "business_hours" }>,
  dayStart: Instant,
  dayEnd: Instant,
): Period[] {
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
