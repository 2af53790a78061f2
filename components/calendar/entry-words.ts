import { fromWallClock, toWallClock } from "@/components/forms/zoned-time";
import type { CalendarEntry } from "@/lib/calendar/contract";
import { spanWords } from "@/lib/kernel/moment-words";
import { effectOf, whereOf } from "./window-words";

const kindWords: Readonly<Record<string, string>> = {
  blackout: "Blackout",
  maintenance: "Maintenance",
  rollout: "Rollout",
  change: "Change",
  drill: "Drill",
  holiday: "Holiday",
  reservation: "Reservation",
  release: "Release",
  departure: "Departure",
};

/** What an entry is, in a word. */
export function kindWord(kind: string): string {
  return kindWords[kind] ?? kind.replaceAll("_", " ");
}

/** Kinds as choices of a filter. */
export const kindChoices = [
  "blackout",
  "maintenance",
  "release",
  "departure",
  "reservation",
  "rollout",
  "change",
  "drill",
  "holiday",
].map((kind) => ({
  value: kind,
  label: kindWord(kind),
}));

function dayWord(atMs: number, zone: string): string {
  const options = { timeZone: zone, weekday: "short", day: "numeric", month: "short" } as const;
  return new Intl.DateTimeFormat("en-GB", options).format(atMs);
}

/** "Fri 27 Mar, 17:00 – Mon 30 Mar, 08:00" in a zone. */
export function entrySpanWords(startsAt: string, endsAt: string, zone: string): string {
  return spanWords(Date.parse(startsAt), Date.parse(endsAt), zone);
}

/** The same below the heading of the day on which it begins: `09:00 – 12:00`, `22:00 – Tue 1 Dec, 06:00`, `all day`. */
export function whenOnDayWords(entry: CalendarEntry, zone: string): string {
  const [first, last] = whenWords(entry, zone).split(" – ");
  const day = dayWord(Date.parse(entry.startsAt), zone);
  if (first === day) return last === undefined ? "all day" : `all day, to ${last}`;
  const time = first?.replace(`${day}, `, "") ?? "";
  return last === undefined ? time : `${time} – ${last}`;
}

/** When an entry is, in a zone: its days only when it is about days. */
export function whenWords(entry: CalendarEntry, zone: string): string {
  if (!entry.isAllDay) return entrySpanWords(entry.startsAt, entry.endsAt, zone);
  const first = dayWord(Date.parse(entry.startsAt), zone);
  const last = dayWord(Math.max(Date.parse(entry.startsAt), Date.parse(entry.endsAt) - 1), zone);
  return first === last ? first : `${first} – ${last}`;
}

/**
 * An entry that is about the days of its own zone, placed on the same days of the reader's: a holiday is on its day, wherever one looks
 * from. Others are left as they are.
 */
export function onReadersDays(entry: CalendarEntry, zone: string): CalendarEntry {
  const { isAllDay, timeZone } = entry;
  if (!isAllDay || timeZone === null) return entry;
  const moved = (at: string): string => {
    const day = toWallClock(Date.parse(at), timeZone).slice(0, 10);
    return new Date(fromWallClock(`${day}T00:00`, zone) ?? Date.parse(at)).toISOString();
  };
  return { ...entry, startsAt: moved(entry.startsAt), endsAt: moved(entry.endsAt) };
}

/** Where an entry is. A release or reservation has services of its own, which its note names; a window without one is for all. */
export function placeOf(entry: CalendarEntry): string {
  const { kind, service, environment } = entry;
  const isOfItsPlace = kind === "release" || kind === "reservation" || kind === "departure";
  return isOfItsPlace && service === null && environment ? environment.name : whereOf(entry);
}

/** What is to be said of an entry beyond when and where: its note, and what a window does. */
export function tipWords({ kind, note, windowId }: CalendarEntry): string[] {
  const isWindow = windowId !== null && (kind === "blackout" || kind === "maintenance");
  return [note, isWindow ? effectOf(kind) : null].filter((words) => words !== null);
}

/** Everything that a bar says, for those who hear it. It begins with what is seen, so that whoever speaks to it says that. */
export function entryLabel(entry: CalendarEntry, seen: string, zone: string): string {
  return `${seen}: ${kindWord(entry.kind)}, ${whenWords(entry, zone)}, ${placeOf(entry)}`;
}

/** How many days later than an entry begins, in a zone, a day is. */
export function daysBetween(startsAt: string, day: string, zone: string): number {
  const own = toWallClock(Date.parse(startsAt), zone).slice(0, 10);
  return Math.round((Date.parse(day) - Date.parse(own)) / 86_400_000);
}

/** What holds releases at a moment, as the sentence of the page; undefined while it is not known. */
export function answerOf(entries: readonly CalendarEntry[] | undefined, nowMs: number): string | undefined {
  if (!entries) return undefined;
  const inForce = entries.filter(
    ({ kind, startsAt, endsAt }) => kind === "blackout" && Date.parse(startsAt) <= nowMs && nowMs < Date.parse(endsAt),
  );
  if (inForce.length === 0) return "No blackout of this view is in force now. Rollbacks are never held.";
  const names = [...new Set(inForce.map(({ title }) => title))];
  const shown = names.length > 3 ? `${names.slice(0, 3).join(", ")} and ${names.length - 3} more` : names.join(", ");
  return `In force now: ${shown}. Rollbacks are never held.`;
}
