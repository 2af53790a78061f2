import { type Instant, instant } from "@/lib/kernel/instant";

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

interface WallClock {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly ms: number;
}

const clock = String.raw`(?:[T ,]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)?`;
const ending = String.raw`\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2})?`;
const yearFirst = new RegExp(`^(\\d{4})[-/.](\\d{1,2})[-/.](\\d{1,2})${clock}${ending}$`, "i");
const yearLast = new RegExp(`^(\\d{1,2})[-/.](\\d{1,2})[-/.](\\d{4})${clock}${ending}$`, "i");
const earliest = Date.UTC(1990, 0, 1);
const latest = Date.UTC(2100, 0, 1);

function fault(message: string, remedy: string): ReadTime {
  return { kind: "fault", message, remedy };
}

function inRange(epochMs: number, text: string): ReadTime {
  if (epochMs >= earliest && epochMs < latest) return { kind: "at", at: instant(Math.trunc(epochMs)) };
  return fault(`“${text.slice(0, 40)}” is not between 1990 and 2099.`, "Correct the time.");
}

/** Offset of `zone` from UTC at a moment, in ms. */
function offsetMs(zone: string, epochMs: number): number {
  const parts = Object.fromEntries(
    formatterFor(zone)
      .formatToParts(epochMs)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const wall = Date.UTC(
    parts.year ?? 0,
    (parts.month ?? 1) - 1,
    parts.day ?? 1,
    parts.hour ?? 0,
    parts.minute ?? 0,
    parts.second ?? 0,
  );
  return wall - Math.floor(epochMs / 1_000) * 1_000;
}

const formatters = new Map<string, Intl.DateTimeFormat>();

function formatterFor(zone: string): Intl.DateTimeFormat {
  const known = formatters.get(zone);
  if (known) return known;
  const numeric = "numeric";
  const made = new Intl.DateTimeFormat("en-u-ca-iso8601", {
    timeZone: zone,
    hourCycle: "h23",
    year: numeric,
    month: numeric,
    day: numeric,
    hour: numeric,
    minute: numeric,
    second: numeric,
  });
  formatters.set(zone, made);
  return made;
}

/** Is this the name of a time zone? */
export function isZone(zone: string): boolean {
  try {
    formatterFor(zone);
    return true;
  } catch {
    return false;
  }
}

/**
 * The moment of a wall clock in a zone. An hour that the clock shows twice is the earlier of the two (as RFC 5545 has it); one
 * that it leaves out is a fault.
 */
function inZone(utcMs: number, zone: string, text: string): ReadTime {
  const dayMs = 86_400_000;
  const candidates = [offsetMs(zone, utcMs - dayMs), offsetMs(zone, utcMs + dayMs)].map((offset) => utcMs - offset);
  const real = candidates.filter((at) => at + offsetMs(zone, at) === utcMs).sort((left, right) => left - right);
  const [first] = real;
  if (first !== undefined) return inRange(first, text);
  return fault(
    `“${text.slice(0, 40)}” does not exist in ${zone}: the clocks were put forward then.`,
    "Correct the time, or choose the zone that it was written in.",
  );
}

function utcOf(wall: WallClock): number | null {
  const utc = Date.UTC(wall.year, wall.month - 1, wall.day, wall.hour, wall.minute, wall.second, wall.ms);
  const back = new Date(utc);
  const agrees =
    back.getUTCMonth() === wall.month - 1 &&
    back.getUTCDate() === wall.day &&
    wall.hour < 24 &&
    wall.minute < 60 &&
    wall.second < 60;
  return agrees ? utc : null;
}

function endingOffsetMs(ending: string | undefined): number | null {
  if (ending === undefined) return null;
  const found = /^([+-])(\d{2}):?(\d{2})?$/.exec(ending);
  if (!found) return 0;
  const minutes = Number(found[2]) * 60 + Number(found[3] ?? 0);
  return (found[1] === "-" ? -1 : 1) * minutes * 60_000;
}

function wallOf(numbers: readonly (string | undefined)[], date: readonly [number, number, number]): WallClock {
  const [year, month, day] = date;
  const [hour, minute, second, fraction] = numbers;
  return {
    year,
    month,
    day,
    hour: Number(hour ?? 0),
    minute: Number(minute ?? 0),
    second: Number(second ?? 0),
    ms: Math.trunc(Number(`0.${fraction ?? "0"}`) * 1_000),
  };
}

/**
 * Read a time as people and systems write it: ISO 8601 with or without zone, a date with slashes or dots, or seconds or
 * milliseconds since 1970. Never guesses: what needs a zone or an order that nobody gave is a fault with its remedy.
 */
export function readTime(given: string, reading: TimeReading): ReadTime {
  const text = given.trim();
  if (/^\d{9,10}(\.\d+)?$/.test(text)) return inRange(Number(text) * 1_000, text);
  if (/^\d{12,13}$/.test(text)) return inRange(Number(text), text);
  const first = yearFirst.exec(text);
  const last = first ? null : yearLast.exec(text);
  const found = first ?? last;
  if (!found) {
    return fault(`“${text.slice(0, 40)}” is not a time.`, "Write it as 2026-11-20T09:30:00Z or 2026-11-20 09:30:00.");
  }
  if (last && reading.dateOrder === null) {
    return fault(`“${text.slice(0, 40)}” may be read in two ways.`, "Say whether days or months come first.");
  }
  const [one, two, three] = [Number(found[1]), Number(found[2]), Number(found[3])];
  const date: [number, number, number] = first
    ? [one, two, three]
    : reading.dateOrder === "dmy"
      ? [three, two, one]
      : [three, one, two];
  const utc = utcOf(wallOf(found.slice(4, 8), date));
  if (utc === null) return fault(`“${text.slice(0, 40)}” is not a day or an hour that exists.`, "Correct the time.");
  const offset = endingOffsetMs(found[8]);
  if (offset !== null) return inRange(utc - offset, text);
  if (reading.zone === null) {
    return fault(`“${text.slice(0, 40)}” names no time zone.`, "Say in which zone such times are written.");
  }
  return inZone(utc, reading.zone, text);
}
