import type { CalendarSource } from "@/lib/calendar/port";
import { type Instant, instant } from "@/lib/kernel/instant";
import { sql } from "@/lib/platform/db/executor";

const iso = (at: Instant): string => new Date(at).toISOString();

interface TrainRow {
  readonly id: string;
  readonly number: number;
  readonly name: string;
  readonly phase: string;
  readonly begins_at: Date;
  readonly ended_at: Date | null;
  readonly has_departed: boolean;
  readonly services: string;
  readonly environment_id: string;
  readonly environment_slug: string;
  readonly environment_name: string;
}

/**
 * Releases of several services: the moment of their planned departure, and once they departed the time from then to their end, or until
 * now. They stand where they are: at their first stop before they depart.
 */
export const trainSource: CalendarSource = {
  kinds: ["release"],
  async list(db, { range, now, serviceId, environmentId, limit }) {
    const rows = await db.query<TrainRow>(sql`
      select t.id, t.number, t.name, t.phase, coalesce(t.departed_at, t.planned_at) as begins_at, t.ended_at,
        t.departed_at is not null as has_departed, e.id as environment_id, e.slug as environment_slug, e.name as environment_name,
        (select string_agg(s.name, ', ' order by c.position) from train_car c join service s on s.id = c.service_id
         where c.train_id = t.id) as services
      from train t
      join train_stop p on p.train_id = t.id and p.position = greatest(0, (t.state->>'stopIndex')::int)
      join environment e on e.id = p.environment_id
      where t.phase <> 'cancelled'
        and coalesce(t.departed_at, t.planned_at) < ${iso(range.to)}::timestamptz
        and case when t.departed_at is null then t.planned_at else coalesce(t.ended_at, ${iso(now)}::timestamptz) end
          >= ${iso(range.from)}::timestamptz
        and (${serviceId}::text is null or exists (
          select 1 from train_car c where c.train_id = t.id and c.service_id = ${serviceId}::text))
        and (${environmentId}::text is null or exists (
          select 1 from train_stop x where x.train_id = t.id and x.environment_id = ${environmentId}::text))
      order by t.number desc limit ${limit + 1}::int`);
    return rows.map((row) => ({
      id: `release ${row.id}`,
      kind: "release",
      title: row.name,
      startsAt: row.begins_at.toISOString(),
      endsAt: iso(endOf(row, now)),
      isAllDay: false,
      service: null,
      environment: { id: row.environment_id, slug: row.environment_slug, name: row.environment_name },
      note: `${row.phase.replaceAll("_", " ")}: ${row.services}`,
      href: `/releases/${row.id}`,
      windowId: null,
      recurs: false,
    }));
  },
};

function endOf(row: TrainRow, now: Instant): Instant {
  const begins = row.begins_at.getTime();
  if (!row.has_departed) return instant(begins);
  return instant(Math.max(begins, row.ended_at?.getTime() ?? now));
}
