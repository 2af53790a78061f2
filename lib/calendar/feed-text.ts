import { createHash } from "node:crypto";
import ical, { type ICalCalendar, type ICalEventData, ICalEventStatus, ICalEventTransparency } from "ical-generator";
import { Temporal } from "temporal-polyfill";
import { type Instant, instant, plusMs } from "@/lib/kernel/instant";
import type { Period } from "@/lib/kernel/zoned-time";
import { type FeedTime, pastDays } from "./domain/feed-item";
import type { Published } from "./domain/publication";
import { type PublishedSeries, publishedSeries } from "./domain/published-series";
import { wallText, zoneDefinition } from "./domain/zone-definition";
import type { FeedKind } from "./feed-contract";

/** What a feed is called, and where the pages of its entries are. */
export interface FeedHead {
  readonly name: string;
  /** Said of the calendar as a whole. */
  readonly description: string;
  /** Address of the installation, without a slash at its end; null when it does not know its own: entries then have no link. */
  readonly origin: string | null;
  readonly now: Instant;
}

const dayMs = 86_400_000;
/** How often programs are asked to come back. */
export const refreshSeconds = 900;

const kindWords: Readonly<Record<FeedKind, string>> = {
  blackout: "Blackout",
  maintenance: "Maintenance",
  release: "Release",
  departure: "Departure",
  rollout: "Rollout",
  reservation: "Reservation",
  change: "Change",
  drill: "Drill",
  holiday: "Holiday",
};

/**
 * A feed as iCalendar text (RFC 5545): CRLF lines folded at 75 octets, each series once with its rule and its zone. Depends on its arguments
 * alone, so that the same entries are the same text.
 */
export function feedText(published: readonly Published[], head: FeedHead): string {
  const exact = { from: plusMs(head.now, -pastDays * dayMs), to: plusMs(head.now, 5 * 366 * dayMs) };
  const calendar = ical({
    prodId: { company: "Signalbox", product: "Calendar", language: "EN" },
    name: oneLine(head.name),
    description: oneLine(head.description),
    ttl: refreshSeconds,
  });
  calendar.timezone({
    name: null,
    generator: (zone) => zoneDefinition(zone, zoneRange(published, exact)).join("\r\n"),
  });
  for (const one of published) addEvents(calendar, one, head.origin, exact);
  return `${calendar.toString()}\r\n`;
}

/** The library writes the calendar's own words as they are. */
function oneLine(text: string): string {
  return plain(text)
    .replaceAll("\n", " ")
    .replaceAll(/[\\;,]/g, "\\$&");
}

/** Text without control characters, of which none means anything in iCalendar; a line ends in one way only. */
function plain(text: string): string {
  return text.replaceAll(/\r\n?|\p{Zl}|\p{Zp}/gu, "\n").replaceAll(/[^\P{Cc}\n]/gu, " ");
}

/** A zone is told from a year before the oldest start of a series on, thirty years back at most. */
function zoneRange(published: readonly Published[], exact: Period): Period {
  const starts = published.flatMap(({ item: { time } }) =>
    time.kind === "series" ? [Date.parse(`${time.recurrence.localStart.slice(0, 16)}Z`) - 366 * dayMs] : [],
  );
  const oldest = exact.from - 30 * 366 * dayMs;
  return { from: instant(Math.max(oldest, Math.min(exact.from, ...starts))), to: exact.to };
}

/** The id that programs know an entry by: the same for ever, whatever becomes of it and of the installation's address. */
export function uidOf(key: string): string {
  return `${createHash("sha256").update(key, "utf8").digest("hex").slice(0, 32)}@signalbox`;
}

function at(moment: Instant): Temporal.Instant {
  return Temporal.Instant.fromEpochMilliseconds(moment);
}

function common(published: Published, origin: string | null): ICalEventData {
  const { item, sequence, createdAt, changedAt, cancelledAt } = published;
  const link = item.href === null || origin === null ? null : `${origin}${item.href}`;
  const description = [item.note, link].filter((part) => part !== null);
  return {
    id: uidOf(item.key),
    start: at(createdAt),
    sequence,
    // There is no METHOD, so that DTSTAMP says when the entry was last revised (RFC 5545 §3.8.7.2).
    stamp: at(changedAt),
    created: at(createdAt),
    lastModified: at(changedAt),
    summary: plain(item.title),
    ...(description.length > 0 ? { description: plain(description.join("\n\n")) } : {}),
    ...(item.place === null ? {} : { location: plain(item.place) }),
    ...(link === null ? {} : { url: link }),
    categories: [{ name: kindWords[item.kind] }],
    status: cancelledAt === null ? ICalEventStatus.CONFIRMED : ICalEventStatus.CANCELLED,
    // Nobody is busy because a release is planned.
    transparency: ICalEventTransparency.TRANSPARENT,
  };
}

function addEvents(calendar: ICalCalendar, published: Published, origin: string | null, exact: Period): void {
  const { time } = published.item;
  const shared = common(published, origin);
  if (time.kind !== "series") {
    calendar.createEvent({ ...shared, ...timesOf(time) });
    return;
  }
  const series = publishedSeries(time.recurrence, exact);
  if (series === null) return;
  calendar.createEvent({
    ...shared,
    timezone: series.timeZone,
    start: Temporal.PlainDateTime.from(series.localStart),
    repeating: seriesLines(series),
  });
  for (const { recurrenceId, span } of series.exceptions) {
    const minutes = Math.round((span.to - span.from) / 60_000);
    const id = wallText(Temporal.PlainDateTime.from(recurrenceId));
    const lines = [`RECURRENCE-ID;TZID=${series.timeZone}:${id}`, `DURATION:PT${minutes}M`];
    calendar.createEvent({ ...shared, start: at(span.from), repeating: lines.join("\r\n") });
  }
}

function timesOf(time: Exclude<FeedTime, { kind: "series" }>): Pick<ICalEventData, "start" | "end" | "allDay"> {
  switch (time.kind) {
    case "moment":
      return { start: at(time.at) };
    case "span":
      return { start: at(time.from), end: at(time.to) };
    case "days":
      return {
        start: Temporal.PlainDate.from(time.firstDay),
        end: Temporal.PlainDate.from(time.endDay),
        allDay: true,
      };
  }
}

/** What the library has no words for: a length by the wall, which is the same for every occurrence (RFC 5545 §3.8.5.3). */
function seriesLines({ rule, exdates, durationMinutes, timeZone }: PublishedSeries): string {
  const days = Math.floor(durationMinutes / 1_440);
  const minutes = durationMinutes % 1_440;
  const length = `P${days > 0 ? `${days}D` : ""}${minutes > 0 || days === 0 ? `T${minutes}M` : ""}`;
  const leftOut = exdates.map((local) => wallText(Temporal.PlainDateTime.from(local))).join(",");
  return [
    `RRULE:${rule}`,
    ...(leftOut === "" ? [] : [`EXDATE;TZID=${timeZone}:${leftOut}`]),
    `DURATION:${length}`,
  ].join("\r\n");
}
