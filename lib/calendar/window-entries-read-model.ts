import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import type { CalendarEntry } from "./contract";
import type { FeedItem } from "./domain/feed-item";
import type { Recurrence } from "./domain/recurrence";
import { recurrenceWords } from "./domain/recurrence-words";
import { spansWithin } from "./domain/series";
import type { CalendarQuestion, CalendarSource, FeedQuestion } from "./port";
import { type SeriesColumns, seriesOf } from "./stored-recurrence";

export interface PlaceColumns {
  readonly service_id: string | null;
  readonly service_slug: string | null;
  readonly service_name: string | null;
  readonly environment_id: string | null;
  readonly environment_slug: string | null;
  readonly environment_name: string | null;
}

/** The service and the environment of a row; null for every one. */
export function placesOf(row: PlaceColumns): Pick<CalendarEntry, "service" | "environment"> {
  const place = (id: string | null, slug: string | null, name: string | null) =>
    id === null || slug === null || name === null ? null : { id, slug, name };
  return {
    service: place(row.service_id, row.service_slug, row.service_name),
    environment: place(row.environment_id, row.environment_slug, row.environment_name),
  };
}

/** Where something is, as a feed tells it: "Checkout, Production". */
export function placeWords(row: PlaceColumns): string {
  return `${row.service_name ?? "Every service"}, ${row.environment_name ?? "every environment"}`;
}

const maxWindows = 5_000;

async function windowItems(db: SqlExecutor, { from, limit }: FeedQuestion): Promise<FeedItem[]> {
  const rows = await db.query<SeriesColumns & PlaceColumns & { readonly holdsFlagFlips: boolean }>(sql`
    select w.id, w.kind, w.name, w.starts_at as "startsAt", w.ends_at as "endsAt", w.under_way as "underWay", w.recurrence,
        w.holds_flag_flips as "holdsFlagFlips",
      s.id as service_id, s.slug as service_slug, s.name as service_name,
      e.id as environment_id, e.slug as environment_slug, e.name as environment_name
    from change_window w left join service s on s.id = w.service_id left join environment e on e.id = w.environment_id
    where w.ends_at > ${new Date(from).toISOString()}::timestamptz order by w.id limit ${limit + 1}::int`);
  return rows.map((row) => {
    const { id, kind, name, span, recurrence } = seriesOf(row);
    return {
      key: `window ${id}`,
      kind,
      title: name,
      note: noteOf(recurrence, row.holdsFlagFlips),
      href: null,
      time: recurrence ? { kind: "series", recurrence } : { kind: "span", ...span },
      serviceIds: row.service_id === null ? null : [row.service_id],
      environmentIds: row.environment_id === null ? null : [row.environment_id],
      place: placeWords(row),
    };
  });
}

function noteOf(recurrence: Recurrence | null, holdsFlagFlips: boolean): string | null {
  const words = recurrence ? [recurrenceWords(recurrence)] : [];
  return [...words, ...(holdsFlagFlips ? ["Flag flips are held too."] : [])].join("\n") || null;
}

/** Blackouts and maintenance windows, each time that they are in force. */
export const windowSource: CalendarSource = {
  kinds: ["blackout", "maintenance"],
  listFeedItems: windowItems,
  async list(db: SqlExecutor, { range, serviceId, environmentId, limit }: CalendarQuestion) {
    const rows = await db.query<SeriesColumns & PlaceColumns & { readonly holdsFlagFlips: boolean }>(sql`
      select w.id, w.kind, w.name, w.starts_at as "startsAt", w.ends_at as "endsAt", w.under_way as "underWay", w.recurrence,
        w.holds_flag_flips as "holdsFlagFlips",
        s.id as service_id, s.slug as service_slug, s.name as service_name,
        e.id as environment_id, e.slug as environment_slug, e.name as environment_name
      from change_window w left join service s on s.id = w.service_id left join environment e on e.id = w.environment_id
      where w.starts_at < ${new Date(range.to).toISOString()}::timestamptz
        and w.ends_at > ${new Date(range.from).toISOString()}::timestamptz
        and (${serviceId}::text is null or w.service_id is null or w.service_id = ${serviceId}::text)
        and (${environmentId}::text is null or w.environment_id is null or w.environment_id = ${environmentId}::text)
      order by w.starts_at, w.id limit ${maxWindows}::int`);
    const entries: CalendarEntry[] = [];
    for (const row of rows) {
      const series = seriesOf(row);
      const places = placesOf(row);
      const note = series.recurrence ? recurrenceWords(series.recurrence) : null;
      for (const { from, to } of spansWithin(series, range)) {
        const startsAt = new Date(from).toISOString();
        entries.push({
          ...places,
          id: `window ${series.id} ${startsAt}`,
          kind: series.kind,
          title: series.name,
          startsAt,
          endsAt: new Date(to).toISOString(),
          isAllDay: false,
          timeZone: null,
          note,
          href: null,
          windowId: series.id,
          recurs: series.recurrence !== null,
          holdsFlagFlips: row.holdsFlagFlips,
        });
        if (entries.length > limit) return entries;
      }
    }
    return entries;
  },
};
