import { type Instant, instant } from "@/lib/kernel/instant";
import { instantOfLocal, localOf } from "@/lib/kernel/zoned-time";

/** In which order a date of three numbers is written when the year is not first. */
export type DateOrder = "dmy" | "mdy";

export interface TimeReading {
  /** IANA zone of times that name none. Null: such a time is a fault. */
  readonly zone: string | null;
  /** Null: `03/04/2026` is a fault. */
  readonly dateOrder: DateOrder | null;
}

export type ReadTime =
  | { readonly kind: "at"; readonly at: Instant }
  | { readonly kind: "fault"; readonly message: string; readonly remedy: string };

// Both end with a time of day and a zone, which may be missing; written out, for no expression is put together from texts.
const yearFirst =
  /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ,]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2})?$/i;
const yearLast =
  /^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?:[T ,]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2})?$/i;

const dayMs = 86_400_000;
const earliestDay = 7_305;
const latestDay = 47_482;

/** Days from 1970-01-01 to a day of the proleptic Gregorian calendar (H. Hinnant, "chrono-compatible low-level date algorithms"). */
function daysFromCivil(year: number, month: number, day: number): number {
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

function daysInMonth(year: number, month: number): number {
  return month === 12 ? 31 : daysFromCivil(year, month + 1, 1) - daysFromCivil(year, month, 1);
}

const two = (number: number): string => String(number).padStart(2, "0");

/** A moment as ISO 8601 in UTC with milliseconds. */
export function isoText(at: Instant): string {
  const days = Math.floor(at / dayMs);
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1_460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const part = Math.floor((5 * dayOfYear + 2) / 153);
  const month = part < 10 ? part + 3 : part - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  const day = dayOfYear - Math.floor((153 * part + 2) / 5) + 1;
  const ms = at - days * dayMs;
  const time = `${two(Math.floor(ms / 3_600_000))}:${two(Math.floor(ms / 60_000) % 60)}:${two(Math.floor(ms / 1_000) % 60)}`;
  return `${String(year).padStart(4, "0")}-${two(month)}-${two(day)}T${time}.${String(ms % 1_000).padStart(3, "0")}Z`;
}

function fault(message: string, remedy: string): ReadTime {
  return { kind: "fault", message, remedy };
}

function inRange(epochMs: number, text: string): ReadTime {
  if (epochMs >= earliestDay * dayMs && epochMs < latestDay * dayMs) {
    return { kind: "at", at: instant(Math.trunc(epochMs)) };
  }
  return fault(`“${text.slice(0, 40)}” is not between 1990 and 2099.`, "Correct the time.");
}

interface WallClock {
  readonly date: readonly [year: number, month: number, day: number];
  readonly msOfDay: number;
}

/** The wall clock that was written; null when there is no such day or hour. */
function wallOf(date: WallClock["date"], numbers: readonly (string | undefined)[]): WallClock | null {
  const [year, month, day] = date;
  const [hour, minute, second] = numbers.slice(0, 3).map((one) => Number(one ?? 0));
  if (hour === undefined || minute === undefined || second === undefined) return null;
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return null;
  if (hour > 23 || minute > 59 || second > 59) return null;
  const ms = Math.trunc(Number(`0.${numbers[3] ?? "0"}`) * 1_000);
  return { date, msOfDay: ((hour * 60 + minute) * 60 + second) * 1_000 + ms };
}

function utcMs({ date, msOfDay }: WallClock): number {
  return daysFromCivil(...date) * dayMs + msOfDay;
}

/**
 * The moment of a wall clock in a zone. An hour that the clock shows twice is the earlier of the two; one that it leaves out is
 * a fault: whoever wrote it meant another zone.
 */
function inZone(wall: WallClock, zone: string, text: string): ReadTime {
  if (zone === "UTC") return inRange(utcMs(wall), text);
  const local = isoText(instant(utcMs(wall))).slice(0, 19);
  const at = instantOfLocal(local, zone);
  if (localOf(at, zone) === local) return inRange(at + (wall.msOfDay % 1_000), text);
  const message = `“${text.slice(0, 40)}” does not exist in ${zone}: the clocks were put forward then.`;
  return fault(message, "Correct the time, or choose the zone that it was written in.");
}

/** Minutes from UTC that a text ends with; null when it ends with none. */
function offsetMs(ending: string | undefined): number | null {
  if (ending === undefined) return null;
  const found = /^([+-])(\d{2}):?(\d{2})?$/.exec(ending);
  if (!found) return 0;
  const minutes = Number(found[2]) * 60 + Number(found[3] ?? 0);
  return (found[1] === "-" ? -1 : 1) * minutes * 60_000;
}

/**
 * Read a time as people and systems write it: ISO 8601 with or without zone, a date with slashes or dots, or seconds or
 * milliseconds since 1970. Never guesses: what needs a zone or an order that nobody gave is a fault with its remedy.
 */
export function readTime(given: string, reading: TimeReading): ReadTime {
  const text = given.trim();
  if (/^\d{9,10}(\.\d{1,9})?$/.test(text)) return inRange(Number(text) * 1_000, text);
  if (/^\d{12,13}$/.test(text)) return inRange(Number(text), text);
  const first = yearFirst.exec(text);
  const found = first ?? yearLast.exec(text);
  if (!found) {
    return fault(`“${text.slice(0, 40)}” is not a time.`, "Write it as 2026-11-20T09:30:00Z or 2026-11-20 09:30:00.");
  }
  if (!first && reading.dateOrder === null) {
    return fault(`“${text.slice(0, 40)}” may be read in two ways.`, "Say whether days or months come first.");
  }
  const [one, two, three] = [Number(found[1]), Number(found[2]), Number(found[3])];
  const inOrder: WallClock["date"] = reading.dateOrder === "dmy" ? [three, two, one] : [three, one, two];
  const wall = wallOf(first ? [one, two, three] : inOrder, found.slice(4, 8));
  if (wall === null) return fault(`“${text.slice(0, 40)}” is not a day or an hour that exists.`, "Correct the time.");
  const offset = offsetMs(found[8]);
  if (offset !== null) return inRange(utcMs(wall) - offset, text);
  if (reading.zone === null) {
    return fault(`“${text.slice(0, 40)}” names no time zone.`, "Say in which zone such times are written.");
  }
  return inZone(wall, reading.zone, text);
}
