import type { CalendarSource } from "@/lib/calendar/port";
import { type Instant, instant } from "@/lib/kernel/instant";
import { sql } from "@/lib/platform/db/executor";
import { heldSpan, type ReservationRow, recordOf, reservationColumns } from "./reservation-record-read-model";

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

/** Reservations: the time that each holds or held, and of those that wait what they are promised. */
export const reservationSource: CalendarSource = {
  kinds: ["reservation"],
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
      const span = one.grantedAt === null ? one.slot : heldSpan(one);
      // What ended early stands in the calendar up to its end.
      if (span === null || span.to <= range.from || span.from >= range.to) return [];
      const waits = one.ending === null && one.grantedAt === null && !isOver(instant(span.from), now);
      const what = one.units === null ? "alone" : `${one.units} shared`;
      return [
        {
          id: `reservation ${one.id}`,
          kind: "reservation",
          title: `V-${one.number} ${one.purpose}`,
          startsAt: iso(span.from),
          endsAt: iso(span.to),
          isAllDay: false,
          timeZone: null,
          service: null,
          environment: { id: one.environmentId, slug: row.environment_slug, name: row.environment_name },
          note: `${one.holder}, ${what}${waits ? ", waits" : ""}${row.service_names === null ? "" : `: ${row.service_names}`}`,
          href: `/environments/${row.environment_slug}`,
          windowId: null,
          recurs: false,
        },
      ];
    });
  },
};
