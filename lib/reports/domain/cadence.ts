import type { Instant } from "@/lib/kernel/instant";
import { dayOf, instantOfLocal, neighbourPeriod, startOfDay, weekdayOf } from "@/lib/kernel/zoned-time";

/** When a report is sent, in local time. `time` is `08:00`. */
export type Cadence =
  | { readonly kind: "daily"; readonly time: string; readonly workingDaysOnly: boolean }
  /** 1 Monday to 7 Sunday. */
  | { readonly kind: "weekly"; readonly time: string; readonly weekday: number }
  /** 1 to 28, so that every month has it. */
  | { readonly kind: "monthly"; readonly time: string; readonly day: number };

/**
 * The first moment after `after` at which a cadence is due in a zone. A local time that a change of clocks skips is due as long
 * after the gap as it lies in it, one that happens twice is due the first time.
 */
export function nextRun(cadence: Cadence, timeZone: string, after: Instant): Instant {
  let from = startOfDay(dayOf(after, timeZone), timeZone);
  // Three weekend days at most lie between working days, thirty-one days between months.
  for (let looked = 0; looked < 40; looked += 1) {
    const day = dayOf(from, timeZone);
    const at = instantOfLocal(`${day}T${cadence.time}`, timeZone);
    if (at > after && fitsOn(cadence, from, timeZone)) return at;
    from = neighbourPeriod(from, "day", 1, { timeZone }).from;
  }
  throw new RangeError("a cadence that is never due");
}

function fitsOn(cadence: Cadence, at: Instant, timeZone: string): boolean {
  const weekday = weekdayOf(at, timeZone);
  if (cadence.kind === "daily") return !cadence.workingDaysOnly || weekday <= 5;
  if (cadence.kind === "weekly") return weekday === cadence.weekday;
  return Number(dayOf(at, timeZone).slice(8, 10)) === cadence.day;
}
