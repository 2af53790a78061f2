/**
 * Moments as people say them to each other, in an IANA zone. Through Intl, so that browsers load no calendar library for a sentence; the
 * locale is fixed, so that server and browser write the same.
 */
const formatters = new Map<string, Intl.DateTimeFormat>();

function partsOf(atMs: number, timeZone: string): (type: Intl.DateTimeFormatPartTypes) => string {
  const known = formatters.get(timeZone);
  const made =
    known ??
    new Intl.DateTimeFormat("en-GB", {
      timeZone,
      hourCycle: "h23",
      weekday: "short",
      day: "numeric",
      month: "short",
      year: "numeric",
      hour: "2-digit",
      minute: "2-digit",
    });
  if (!known) formatters.set(timeZone, made);
  const parts = made.formatToParts(atMs);
  return (type) => parts.find((part) => part.type === type)?.value ?? "";
}

function dayWords(atMs: number, timeZone: string): string {
  const part = partsOf(atMs, timeZone);
  return `${part("weekday")} ${part("day")} ${part("month")}`;
}

function timeWords(atMs: number, timeZone: string): string {
  const part = partsOf(atMs, timeZone);
  return `${part("hour")}:${part("minute")}`;
}

/** `Tue 1 Dec, 01:49`: for what is near. */
export function momentWords(atMs: number, timeZone: string): string {
  return `${dayWords(atMs, timeZone)}, ${timeWords(atMs, timeZone)}`;
}

/** `Tue 1 Dec 2026, 01:49`: for what may be far. */
export function momentOfYearWords(atMs: number, timeZone: string): string {
  return `${dayWords(atMs, timeZone)} ${partsOf(atMs, timeZone)("year")}, ${timeWords(atMs, timeZone)}`;
}

/** `Mon 2 Nov, 09:00 – 12:00`; both days where they differ, and one time for what takes less than a minute. */
export function spanWords(fromMs: number, toMs: number, timeZone: string): string {
  const [from, to] = [momentOfYearWords(fromMs, timeZone), momentOfYearWords(toMs, timeZone)];
  if (toMs <= fromMs || from === to) return momentWords(fromMs, timeZone);
  const isOneDay = from.split(",")[0] === to.split(",")[0];
  const end = isOneDay ? timeWords(toMs, timeZone) : momentWords(toMs, timeZone);
  return `${momentWords(fromMs, timeZone)} – ${end}`;
}
