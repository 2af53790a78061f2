import ICAL from "ical.js";
import type { Instant } from "@/lib/kernel/instant";
import type { Reason } from "@/lib/kernel/result";
import { calendarEntries, type EntryLines, entryFault, maxCalendarBytes } from "./domain/calendar-lines";
import { type HolidayDays, type HolidayEntry, holidayDays, holidayRange } from "./domain/holiday-days";

export type HolidayFile =
  | { readonly ok: true; readonly days: readonly HolidayDays[]; readonly leftOut: number }
  | { readonly ok: false; readonly faults: readonly Reason[] };

const dayMs = 86_400_000;

/**
 * The holidays that a calendar (RFC 5545 text of 256 KB at most) tells of around `now`, or everything that is wrong with it, each with its
 * line. Entries with a time of day are no holidays: they are counted and left out; cancelled ones are left out.
 */
export function readHolidayFile(text: string, now: Instant): HolidayFile {
  if (Buffer.byteLength(text, "utf8") > maxCalendarBytes) {
    const message = `The calendar is larger than ${maxCalendarBytes / 1_024} KB.`;
    return { ok: false, faults: [{ code: "too_large", field: "text", message, remedy: "Give fewer years of it." }] };
  }
  const found = calendarEntries(text);
  if ("faults" in found) return { ok: false, faults: found.faults };
  const components = componentsOf(text);
  if (components === null || components.length !== found.entries.length) {
    const message = "The calendar cannot be read.";
    return { ok: false, faults: [{ code: "unreadable", field: "text", message, remedy: "Export it again." }] };
  }
  const faults: Reason[] = [];
  const entries: HolidayEntry[] = [];
  let leftOut = 0;
  for (const [index, lines] of found.entries.entries()) {
    const read = entryOf(components[index] as ICAL.Component, lines);
    if (read === "cancelled") continue;
    if (read === "has_time") leftOut += 1;
    else if ("uid" in read) entries.push(read);
    else faults.push(read);
  }
  if (faults.length > 0) return { ok: false, faults: faults.slice(0, 20) };
  const expanded = holidayDays(entries, holidayRange(now));
  return "faults" in expanded ? { ok: false, faults: expanded.faults } : { ok: true, days: expanded.days, leftOut };
}

/** Entries in the order of the text; null for text that the parser refuses. */
function componentsOf(text: string): ICAL.Component[] | null {
  try {
    const parsed = ICAL.parse(text.replace(/^\uFEFF/, "").trim());
    return new ICAL.Component(parsed as ConstructorParameters<typeof ICAL.Component>[0]).getAllSubcomponents("vevent");
  } catch {
    return null;
  }
}

type ReadEntry = HolidayEntry | Reason | "has_time" | "cancelled";

/** The parser looks into values only when they are asked for, and throws for those that it cannot read. */
function entryOf(component: ICAL.Component, lines: EntryLines): ReadEntry {
  try {
    return readEntry(component, lines);
  } catch {
    const message = "This entry cannot be read.";
    return entryFault(lines, "BEGIN", { code: "unreadable", message, remedy: "Correct its lines, or remove it." });
  }
}

function readEntry(component: ICAL.Component, lines: EntryLines): ReadEntry {
  if (textOf(component, "status").toUpperCase() === "CANCELLED") return "cancelled";
  const start = component.getFirstProperty("dtstart");
  if (start?.type === "date-time") return "has_time";
  const [firstDay] = start ? daysOf(start) : [];
  if (firstDay === undefined) return noDay(lines, "DTSTART");
  const days = lengthOf(component, firstDay);
  if (days === null) return noDay(lines, "DTEND");
  const name = textOf(component, "summary").trim().slice(0, 200);
  const uid = textOf(component, "uid").trim().slice(0, 200);
  return {
    uid: uid || `${firstDay} ${name}`,
    name: name || "Holiday",
    firstDay,
    days,
    // As it is written: what the parser makes of it has lost what it did not understand.
    rule: lines.lines.find((line) => line.name === "RRULE")?.text.replace(/^RRULE[^:]*:/i, "") ?? null,
    exdates: component.getAllProperties("exdate").flatMap(daysOf),
    rdates: component.getAllProperties("rdate").flatMap(daysOf),
    lines,
  };
}

function textOf(component: ICAL.Component, name: string): string {
  return String(component.getFirstPropertyValue(name) ?? "");
}

function noDay(lines: EntryLines, name: "DTSTART" | "DTEND"): Reason {
  const message = `${name} is no day.`;
  return entryFault(lines, name, { code: "no_day", message, remedy: `Write ${name};VALUE=DATE:20261225.` });
}

/** The days that a property names, of the years 1900 to 2199: as they are written, because the parser turns 31 February into March. */
function daysOf(property: ICAL.Property): string[] {
  const values: readonly unknown[] = property.jCal.slice(3);
  return values.flatMap((value) => {
    const text = String(value).slice(0, 10);
    const at = /^(19|20|21)\d\d-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
    return Number.isFinite(at) && new Date(at).toISOString().startsWith(text) ? [text] : [];
  });
}

/** Whole days from DTEND or DURATION, one without either; null when its end is none. */
function lengthOf(component: ICAL.Component, firstDay: string): number | null {
  const duration = component.getFirstPropertyValue("duration");
  if (duration instanceof ICAL.Duration) return Math.ceil(duration.toSeconds() / 86_400);
  const end = component.getFirstProperty("dtend");
  if (end === null) return 1;
  const [endDay] = daysOf(end);
  return endDay === undefined ? null : Math.round((Date.parse(endDay) - Date.parse(firstDay)) / dayMs);
}
