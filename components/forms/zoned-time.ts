/**
 * Wall-clock texts of `<input type="datetime-local">` (`2026-11-20T14:30`) to and from instants, in an IANA zone. Through
 * Intl, so that no calendar library is loaded for one dialog.
 */
const formatters = new Map<string, Intl.DateTimeFormat>();

function formatterFor(timeZone: string): Intl.DateTimeFormat {
  const known = formatters.get(timeZone);
  if (known) return known;
  const made = new Intl.DateTimeFormat("en-CA", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
  });
  formatters.set(timeZone, made);
  return made;
}

/** What a clock on the wall of this zone shows at `atMs`, to the minute. */
export function toWallClock(atMs: number, timeZone: string): string {
  const parts = Object.fromEntries(
    formatterFor(timeZone)
      .formatToParts(atMs)
      .map(({ type, value }) => [type, value]),
  );
  return `${parts.year}-${parts.month}-${parts.day}T${parts.hour}:${parts.minute}`;
}

/**
 * The instant (epoch milliseconds) at which the wall shows `text`; null when `text` is not a time. Where clocks are put
 * back and the wall shows it twice, the first; where they are put forward and it never does, as long after the gap as
 * the text lies in it. The same choice as Temporal's "compatible".
 */
export function fromWallClock(text: string, timeZone: string): number | null {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/.test(text)) return null;
  const asUtc = Date.parse(`${text}Z`);
  if (Number.isNaN(asUtc)) return null;
  const before = offsetMs(asUtc - 86_400_000, timeZone);
  const after = offsetMs(asUtc + 86_400_000, timeZone);
  for (const offset of [Math.max(before, after), Math.min(before, after)]) {
    if (toWallClock(asUtc - offset, timeZone) === text) return asUtc - offset;
  }
  return asUtc - before;
}

function offsetMs(atMs: number, timeZone: string): number {
  return Date.parse(`${toWallClock(atMs, timeZone)}Z`) - Math.floor(atMs / 60_000) * 60_000;
}
