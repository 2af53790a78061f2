const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

const units = [
  { ms: day, sign: "d" },
  { ms: hour, sign: "h" },
  { ms: minute, sign: "min" },
  { ms: second, sign: "s" },
] as const;

/** A length of time with at most two units: `450 ms`, `12 s`, `3 min 20 s`, `2 d 4 h`. Negative lengths count as zero. */
export function formatDuration(durationMs: number): string {
  const rest = Math.max(0, Math.round(durationMs));
  if (rest < second) return rest === 0 ? "0 s" : `${rest} ms`;
  const largest = units.findIndex((unit) => rest >= unit.ms);
  const first = units[largest] ?? units[3];
  const next = units[largest + 1];
  const count = Math.floor(rest / first.ms);
  const remainder = next ? Math.floor((rest - count * first.ms) / next.ms) : 0;
  return remainder > 0 && next ? `${count} ${first.sign} ${remainder} ${next.sign}` : `${count} ${first.sign}`;
}

/** A length of time as a clock: `3:20`, `1:02:05`. For counters that change each second. */
export function formatClock(durationMs: number): string {
  const total = Math.max(0, Math.floor(durationMs / second));
  const seconds = String(total % 60).padStart(2, "0");
  const minutes = Math.floor(total / 60) % 60;
  const hours = Math.floor(total / 3_600);
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, "0")}:${seconds}` : `${minutes}:${seconds}`;
}

/** `at` seen from `now` with one unit: `just now`, `4 s ago`, `in 3 min`. Both are epoch milliseconds. */
export function formatRelative(atMs: number, nowMs: number): string {
  const distance = Math.abs(nowMs - atMs);
  if (distance < second) return "just now";
  const unit = units.find((candidate) => distance >= candidate.ms) ?? units[3];
  const words = `${Math.floor(distance / unit.ms)} ${unit.sign}`;
  return atMs <= nowMs ? `${words} ago` : `in ${words}`;
}

/** `20 Nov 2026, 14:02:31 CET` in the given IANA zone. */
export function formatAbsolute(atMs: number, timeZone: string): string {
  return formatterFor(timeZone).format(atMs);
}

/**
 * A moment on the axis of a chart that spans `spanMs`: `14:02`, with seconds where neighbours would read the same, with its day where they
 * are of several days, and the day alone over weeks.
 */
export function formatAxisTime(atMs: number, spanMs: number, timeZone: string): string {
  if (spanMs > 7 * day) return partsOf(atMs, timeZone)[0];
  if (spanMs > day) return `${partsOf(atMs, timeZone)[0]}, ${shortFormatterFor(timeZone).format(atMs)}`;
  return spanMs < 10 * minute ? partsOf(atMs, timeZone)[1] : shortFormatterFor(timeZone).format(atMs);
}

/** `14:02:31` for a moment of the same day as `nowMs` in the given IANA zone, `20 Nov, 14:02` for any other. For logs. */
export function formatMoment(atMs: number, nowMs: number, timeZone: string): string {
  const [day, time] = partsOf(atMs, timeZone);
  return day === partsOf(nowMs, timeZone)[0] ? time : `${day}, ${time.slice(0, 5)}`;
}

/** `20 Nov` and `14:02:31`, taken from the one format that is made once. */
function partsOf(atMs: number, timeZone: string): readonly [day: string, time: string] {
  const parts = formatterFor(timeZone).formatToParts(atMs);
  const text = (type: Intl.DateTimeFormatPartTypes): string => parts.find((part) => part.type === type)?.value ?? "";
  return [`${text("day")} ${text("month")}`, `${text("hour")}:${text("minute")}:${text("second")}`];
}

const formatters = new Map<string, Intl.DateTimeFormat>();
const shortFormatters = new Map<string, Intl.DateTimeFormat>();

/* The locale is fixed so that server and browser write the same text; making a formatter costs about a millisecond. */
function formatterFor(timeZone: string): Intl.DateTimeFormat {
  const known = formatters.get(timeZone);
  if (known) return known;
  const made = new Intl.DateTimeFormat("en-GB", {
    timeZone,
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
    timeZoneName: "short",
  });
  formatters.set(timeZone, made);
  return made;
}

function shortFormatterFor(timeZone: string): Intl.DateTimeFormat {
  const known = shortFormatters.get(timeZone);
  if (known) return known;
  const made = new Intl.DateTimeFormat("en-GB", { timeZone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  shortFormatters.set(timeZone, made);
  return made;
}
