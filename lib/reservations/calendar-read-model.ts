import type { FeedItem } from "@/lib/calendar/domain/feed-item";
import type { CalendarSource, FeedQuestion } from "@/lib/calendar/port";
import type { Instant } from "@/lib/kernel/instant";
import type { Period } from "@/lib/kernel/zoned-time";
import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import {
  heldSpan,
  type ReservationRow,
  recordOf,
  reservationColumns,
  type StoredReservation,
} from "./reservation-record-read-model";

const iso = (at: number): string => new Date(at).toISOString();

interface EntryRow extends ReservationRow {
  readonly environment_slug: string;
  readonly environment_name: string;
  readonly service_names: string | null;
}

/** When it was over without anybody having kept it yet: the clock says so. */
function isOver(until: Instant, now: Instant): boolean {
  return until <= now;
}

/** The time that one holds or held, or is promised; null where it never had one. */
function spanOf(one: StoredReservation): Period | null {
  return one.grantedAt === null ? one.slot : heldSpan(one);
}

const titleOf = ({ number, purpose }: StoredReservation): string => `V-${number} ${purpose}`;

/** Who holds it, how, and of which services: "Ann, alone, waits: Cart". */
function noteOf(one: StoredReservation, span: Period, row: EntryRow, now: Instant): string {
  const waits = one.ending === null && one.grantedAt === null && !isOver(span.from, now);
  const what = one.units === null ? "alone" : `${one.units} shared`;
  return `${one.holder}, ${what}${waits ? ", waits" : ""}${row.service_names === null ? "" : `: ${row.service_names}`}`;
}

/** What never held anything and is over is not among them: in feeds it is cancelled. */
async function reservationItems(db: SqlExecutor, { from, now, limit }: FeedQuestion): Promise<FeedItem[]> {
  const rows = await db.query<EntryRow>(sql`
    select ${reservationColumns}, e.slug as environment_slug, e.name as environment_name,
      (select string_agg(s.name, ', ' order by s.name) from service s where s.id = any(r.services)) as service_names
    from environment_reservation r join environment e on e.id = r.environment_id
    where r.slot_to > ${iso(from)}::timestamptz
      and (r.ended_at is null or r.granted_at is not null and r.ended_at > r.slot_from)
    order by r.slot_from desc, r.id limit ${limit + 1}::int`);
  return rows.flatMap((row): FeedItem[] => {
    const one = recordOf(row);
    const span = spanOf(one);
    if (span === null) return [];
    return [
      {
        key: `reservation ${one.id}`,
        kind: "reservation",
        title: titleOf(one),
        note: noteOf(one, span, row, now),
        href: `/environments/${row.environment_slug}`,
        time: { kind: "span", ...span },
        serviceIds: one.services.length === 0 ? null : one.services,
        environmentIds: [one.environmentId],
        place: row.environment_name,
      },
    ];
  });
}

/** Feeds of everything stay of a size that programs read, however often is reserved. */
const newestReservations = 2_000;

/** Reservations: the time that each holds or held, and of those that wait what they are promised. */
export const reservationSource: CalendarSource = {
  kinds: ["reservation"],
  newest: newestReservations,
  listFeedItems: reservationItems,
  async list(db, { range, now, serviceId, environmentId, limit }) {
    const rows = await db.query<EntryRow>(sql`
      select ${reservationColumns}, e.slug as environment_slug, e.name as environment_name,
        (select string_agg(s.name, ', ' order by s.name) from service s where s.id = any(r.services)) as service_names
      from environment_reservation r join environment e on e.id = r.environment_id
      where r.slot_from < ${iso(range.to)}::timestamptz and r.slot_to > ${iso(range.from)}::timestamptz
        and (r.ended_at is null or r.granted_at is not null)
        and (${environmentId}::text is null or r.environment_id = ${environmentId})
        and (${serviceId}::text is null or cardinality(r.services) = 0 or ${serviceId} = any(r.services))
      order by r.slot_from, r.id limit ${limit + 1}::int`);
    return rows.flatMap((row) => {
      const one = recordOf(row);
      const span = spanOf(one);
      // What ended early stands in the calendar up to its end.
      if (span === null || span.to <= range.from || span.from >= range.to) return [];
      return [
        {
          id: `reservation ${one.id}`,
          kind: "reservation",
          title: titleOf(one),
          startsAt: iso(span.from),
          endsAt: iso(span.to),
          isAllDay: false,
          timeZone: null,
          service: null,
          environment: { id: one.environmentId, slug: row.environment_slug, name: row.environment_name },
          note: noteOf(one, span, row, now),
          href: `/environments/${row.environment_slug}`,
          windowId: null,
          recurs: false,
        },
      ];
    });
  },
};
