import { Temporal } from "temporal-polyfill";
import type { Instant } from "@/lib/kernel/instant";
import type { Period } from "@/lib/kernel/zoned-time";

/** Most changes of clocks that are looked at: four a year for forty years. */
const maxChanges = 160;

function zonedAt(at: Instant, timeZone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone);
}

/** `+02:00` as iCalendar writes it: `+0200`. */
function offsetText({ offset }: Temporal.ZonedDateTime): string {
  return offset.replaceAll(":", "");
}

/** What the wall shows, as iCalendar writes it: `20260329T020000`. */
export function wallText(local: Temporal.PlainDateTime): string {
  return local.toString({ smallestUnit: "second" }).replaceAll(/[-:]/g, "");
}

/**
 * The changes of a zone's clocks within a range, each as its first moment under the new offset, in order. Shared with what looks for times
 * that a change leaves out or brings twice.
 */
export function clockChanges(timeZone: string, { from, to }: Period): Temporal.ZonedDateTime[] {
  const changes: Temporal.ZonedDateTime[] = [];
  let next = zonedAt(from, timeZone).getTimeZoneTransition("next");
  while (next !== null && next.epochMilliseconds < to && changes.length < maxChanges) {
    changes.push(next);
    next = next.getTimeZoneTransition("next");
  }
  return changes;
}

/**
 * A zone as a VTIMEZONE (RFC 5545 §3.6.5), line by line: the offset in force at `range.from`, and each change within the range as an
 * observance of its own, from the same data that decides when windows hold. Rules are not written: governments change them.
 */
export function zoneDefinition(timeZone: string, range: Period): string[] {
  const first = zonedAt(range.from, timeZone);
  const observances = clockChanges(timeZone, range).map((change) => ({
    change,
    before: zonedAt((change.epochMilliseconds - 1) as Instant, timeZone),
  }));
  return [
    "BEGIN:VTIMEZONE",
    `TZID:${timeZone}`,
    ...observance(first, first, "19700101T000000"),
    ...observances.flatMap(({ change, before }) => observance(before, change, wallText(wallBefore(change, before)))),
    "END:VTIMEZONE",
  ];
}

/** An onset is told in the wall time of the offset that ends with it. */
function wallBefore(change: Temporal.ZonedDateTime, before: Temporal.ZonedDateTime): Temporal.PlainDateTime {
  return change.toInstant().toZonedDateTimeISO(before.offset).toPlainDateTime();
}

function observance(before: Temporal.ZonedDateTime, after: Temporal.ZonedDateTime, onset: string): string[] {
  const kind = after.offsetNanoseconds > before.offsetNanoseconds ? "DAYLIGHT" : "STANDARD";
  return [
    `BEGIN:${kind}`,
    `DTSTART:${onset}`,
    `TZOFFSETFROM:${offsetText(before)}`,
    `TZOFFSETTO:${offsetText(after)}`,
    `TZNAME:${offsetText(after)}`,
    `END:${kind}`,
  ];
}
