import { Temporal } from "temporal-polyfill";
import type { Instant } from "@/lib/kernel/instant";
import type { Reason } from "@/lib/kernel/result";
import { instantOfLocal, localOf } from "@/lib/kernel/zoned-time";
import { type EntryLines, entryFault } from "./calendar-lines";
import { occurrencesBetween, type Recurrence } from "./recurrence";
import { normalRule, recurrenceReasons } from "./rule-check";

/** A holiday as a calendar says it. Days as `2026-12-25`. */
export interface HolidayEntry {
  readonly uid: string;
  readonly name: string;
  readonly firstDay: string;
  readonly days: number;
  /** An RRULE without its name; null for once. */
  readonly rule: string | null;
  /** Days that are left out, and days that come on top. */
  readonly exdates: readonly string[];
  readonly rdates: readonly string[];
  readonly lines: EntryLines;
}

/** One time of a holiday; `endDay` is the first day that does not belong to it. */
export interface HolidayDays {
  readonly uid: string;
  readonly name: string;
  readonly firstDay: string;
  readonly endDay: string;
}

export const maxHolidays = 5_000;
const maxRules = 500;
const maxDays = 31;

/** Days are followed on a wall whose clock never changes. */
function recurrenceOf({ firstDay, days, exdates }: HolidayEntry, rule: string): Recurrence {
  const daily = normalRule(rule).replace(/UNTIL=(\d{8})[^;]*/, "UNTIL=$1");
  return { rule: daily, timeZone: "UTC", localStart: `${firstDay}T00:00`, durationMinutes: days * 1_440, exdates };
}

/** What would make a rule of days more than days. */
const timesOfDay = /(^|;)(FREQ=(HOURLY|MINUTELY|SECONDLY)|BY(HOUR|MINUTE|SECOND)=)/;

function ruleFaults(entry: HolidayEntry, rule: string): Reason[] {
  if (timesOfDay.test(normalRule(rule))) {
    const message = "Days do not come back by hours, minutes or seconds.";
    return [entryFault(entry.lines, "RRULE", { code: "rule_of_hours", message, remedy: "Use FREQ=YEARLY or DAILY." })];
  }
  return recurrenceReasons(recurrenceOf(entry, rule)).map(({ code, message, remedy = "" }) =>
    entryFault(entry.lines, "RRULE", { code, message, remedy }),
  );
}

function addDays(day: string, days: number): string {
  return Temporal.PlainDate.from(day).add({ days }).toString();
}

function timesOf(entry: HolidayEntry, range: { readonly from: string; readonly to: string }): string[] {
  const starts = new Set(entry.rule === null ? [entry.firstDay] : []);
  if (entry.rule !== null) {
    const from = instantOfLocal(`${range.from}T00:00`, "UTC");
    const to = instantOfLocal(`${range.to}T00:00`, "UTC");
    for (const one of occurrencesBetween(recurrenceOf(entry, entry.rule), { from, to })) {
      starts.add(localOf(one.from, "UTC").slice(0, 10));
    }
  }
  for (const day of entry.rdates) starts.add(day);
  for (const day of entry.exdates) starts.delete(day);
  return [...starts].filter((day) => addDays(day, entry.days) > range.from && day < range.to);
}

/**
 * Every time of every holiday within `[from, to)` (days), each once, in order; or everything that is wrong, with its line. Rules are bounded
 * before they are followed: how many, how often, how long.
 */
export function holidayDays(
  entries: readonly HolidayEntry[],
  range: { readonly from: string; readonly to: string },
): { readonly days: readonly HolidayDays[] } | { readonly faults: readonly Reason[] } {
  const faults = entries.flatMap((entry) => lengthFaults(entry));
  const ruled = entries.filter(({ rule }) => rule !== null);
  const beyond = ruled[maxRules];
  if (beyond) {
    const message = `More than ${maxRules} entries come back by a rule.`;
    faults.push(entryFault(beyond.lines, "RRULE", { code: "too_many_rules", message, remedy: "Give days instead." }));
  } else {
    for (const entry of ruled) faults.push(...ruleFaults(entry, entry.rule ?? ""));
  }
  if (faults.length > 0) return { faults: faults.slice(0, 20) };
  return expanded(entries, range);
}

function expanded(entries: readonly HolidayEntry[], range: { readonly from: string; readonly to: string }) {
  const days = new Map<string, HolidayDays>();
  for (const entry of entries) {
    for (const firstDay of timesOf(entry, range)) {
      const { uid, name } = entry;
      days.set(`${uid} ${firstDay}`, { uid, name, firstDay, endDay: addDays(firstDay, entry.days) });
      if (days.size <= maxHolidays) continue;
      const message = `By this entry there are more than ${maxHolidays} holidays.`;
      return { faults: [entryFault(entry.lines, "RRULE", { code: "too_many_days", message, remedy: "Give fewer." })] };
    }
  }
  const inOrder = [...days.values()].sort((left, right) =>
    left.firstDay === right.firstDay ? compare(left.uid, right.uid) : compare(left.firstDay, right.firstDay),
  );
  return { days: inOrder };
}

function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

function lengthFaults(entry: HolidayEntry): Reason[] {
  if (entry.days >= 1 && entry.days <= maxDays) return [];
  const message = entry.days < 1 ? "The holiday ends before it begins." : `A holiday lasts ${maxDays} days at most.`;
  return [entryFault(entry.lines, "DTEND", { code: "bad_length", message, remedy: "Correct DTEND." })];
}

/** From which day to which days are made at `now`: a year back, two years and a half ahead. */
export function holidayRange(now: Instant): { readonly from: string; readonly to: string } {
  const today = localOf(now, "UTC").slice(0, 10);
  return { from: addDays(today, -400), to: addDays(today, 900) };
}
