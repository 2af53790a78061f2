/** Local time by the language's own formatter, walked minute by minute: independent of how the product resolves local time. */

export const transitionZones = [
  ...["America/New_York", "America/Los_Angeles", "America/Chicago", "America/Denver", "America/Halifax"],
  ...["America/St_Johns", "America/Santiago", "America/Havana", "Europe/London", "Europe/Berlin"],
  ...["Europe/Lisbon", "Europe/Athens", "Europe/Chisinau", "Africa/Cairo", "Asia/Jerusalem"],
  ...["Asia/Beirut", "Australia/Sydney", "Australia/Lord_Howe", "Pacific/Auckland", "Pacific/Chatham"],
] as const;

interface Wall {
  readonly day: string;
  readonly weekday: number;
  readonly minute: number;
}

const minuteMs = 60_000;
const quarterMs = 15 * minuteMs;
const formats = new Map<string, Intl.DateTimeFormat>();
const quarters = new Map<string, Wall>();
const weekdays: Readonly<Record<string, number>> = { Mon: 1, Tue: 2, Wed: 3, Thu: 4, Fri: 5, Sat: 6, Sun: 7 };

/**
 * What the wall shows there at `atMs`. Clocks of these zones change at whole quarters of an hour, to offsets of whole quarters: the
 * formatter, which is slow, is asked once for each quarter.
 */
export function wallAt(atMs: number, timeZone: string): Wall {
  const quarter = Math.floor(atMs / quarterMs) * quarterMs;
  const key = `${timeZone} ${quarter}`;
  const known = quarters.get(key);
  const shown = known ?? formatted(quarter, timeZone);
  if (!known) quarters.set(key, shown);
  return { ...shown, minute: shown.minute + Math.floor((atMs - quarter) / minuteMs) };
}

function formatted(atMs: number, timeZone: string): Wall {
  const known = formats.get(timeZone);
  const options = { year: "numeric", month: "2-digit", day: "2-digit", weekday: "short" } as const;
  const format =
    known ??
    new Intl.DateTimeFormat("en-US", { timeZone, ...options, hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  formats.set(timeZone, format);
  const text = format.format(atMs);
  // "Sun, 03/08/2026, 02:15"
  const [, weekday = "", month, date, year, hour, minutes] =
    /^(\w+), (\d+)\/(\d+)\/(\d+), (\d+):(\d+)$/.exec(text) ?? [];
  const minute = Number(hour) * 60 + Number(minutes);
  if (minute % 15 !== 0) throw new Error(`not a quarter of an hour in ${timeZone}: ${text}`);
  return { day: `${year}-${month}-${date}`, weekday: weekdays[weekday] ?? 0, minute };
}

function offsetMinutes(atMs: number, timeZone: string): number {
  const { day, minute } = wallAt(atMs, timeZone);
  return Math.round((Date.parse(`${day}T00:00:00Z`) + minute * minuteMs - atMs) / minuteMs);
}

/** The first minute of each new offset from 2026 to 2030. */
export function transitionsOf(timeZone: string): number[] {
  const found: number[] = [];
  const weekMs = 7 * 86_400_000;
  // No zone of the list goes there and back within a week.
  for (let at = Date.parse("2026-01-01T00:00:00Z"); at < Date.parse("2031-01-01T00:00:00Z"); at += weekMs) {
    const before = offsetMinutes(at, timeZone);
    if (offsetMinutes(at + weekMs, timeZone) === before) continue;
    let low = at;
    let high = at + weekMs;
    while (high - low > minuteMs) {
      const middle = low + Math.floor((high - low) / minuteMs / 2) * minuteMs;
      if (offsetMinutes(middle, timeZone) === before) low = middle;
      else high = middle;
    }
    found.push(high);
  }
  return found;
}

/** Minutes of `[fromMs, toMs)` whose wall time lies in a day's hours, and when `goalMinutes` of them have passed. */
export function walkMinutes(given: {
  readonly timeZone: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly goalMinutes: number;
  readonly isOpen: (minuteOfDay: number, weekday: number, day: string) => boolean;
}): { minutes: number; dueMs: number | null } {
  const { timeZone, fromMs, toMs, goalMinutes, isOpen } = given;
  let minutes = 0;
  let dueMs: number | null = null;
  for (let at = fromMs; at < toMs; at += minuteMs) {
    const { day, weekday, minute } = wallAt(at, timeZone);
    if (!isOpen(minute, weekday, day)) continue;
    minutes += 1;
    if (minutes === goalMinutes) dueMs = at + minuteMs;
  }
  return { minutes, dueMs };
}
