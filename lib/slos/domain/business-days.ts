import type { Instant } from "@/lib/kernel/instant";
import { dayOf, type Period, periodsIn, weekdayOf } from "@/lib/kernel/zoned-time";

const friday = 5;

/**
 * Monday to Friday of a zone without the named holidays (`2026-06-19`), of the local days that lie wholly in `range` and are over at
 * `now`. A day is as long as its clock makes it.
 */
export function businessDays(
  range: Period,
  { timeZone, holidays }: { readonly timeZone: string; readonly holidays: readonly string[] },
  now: Instant,
): Period[] {
  if (range.from >= range.to) return [];
  const off = new Set(holidays);
  return periodsIn(range, "day", { timeZone }).filter(
    ({ from, to }) =>
      from >= range.from &&
      to <= range.to &&
      to <= now &&
      weekdayOf(from, timeZone) <= friday &&
      !off.has(dayOf(from, timeZone)),
  );
}
