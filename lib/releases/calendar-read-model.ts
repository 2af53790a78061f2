import type { CalendarEntry } from "@/lib/calendar/contract";
import type { FeedItem, FeedTime } from "@/lib/calendar/domain/feed-item";
import type { CalendarSource, FeedQuestion } from "@/lib/calendar/port";
import { type Instant, instant } from "@/lib/kernel/instant";
import { type SqlExecutor, sql } from "@/lib/platform/db/executor";

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
  readonly first_service: string | null;
  readonly first_version: string | null;
  readonly cars: number;
  /** Where it wants to go next; null while it moves, and where nothing is left. */
  readonly gate_environment: string | null;
}

interface TrainItemRow
  extends Pick<
    TrainRow,
    "id" | "name" | "phase" | "begins_at" | "ended_at" | "has_departed" | "services" | "environment_name"
  > {
  readonly service_ids: readonly string[];
  readonly environment_ids: readonly string[];
}

/** Of a train that is under way nobody knows the end: until then it is the moment of its departure. */
function plannedTime({ begins_at, ended_at, has_departed }: TrainItemRow): FeedTime {
  const from = instant(begins_at.getTime());
  const to = instant(ended_at?.getTime() ?? 0);
  return has_departed && to > from ? { kind: "span", from, to } : { kind: "moment", at: from };
}

async function trainItems(db: SqlExecutor, { from, limit }: FeedQuestion): Promise<FeedItem[]> {
  const rows = await db.query<TrainItemRow>(sql`
    select t.id, t.name, t.phase, coalesce(t.departed_at, t.planned_at) as begins_at, t.ended_at,
      t.departed_at is not null as has_departed,
      (select string_agg(s.name, ', ' order by c.position) from train_car c join service s on s.id = c.service_id
       where c.train_id = t.id) as services,
      array(select c.service_id from train_car c where c.train_id = t.id) as service_ids,
      array(select p.environment_id from train_stop p where p.train_id = t.id) as environment_ids,
      (select string_agg(e.name, ', ' order by p.position) from train_stop p join environment e on e.id = p.environment_id
       where p.train_id = t.id) as environment_name
    from train t
    where t.phase <> 'cancelled' and coalesce(t.departed_at, t.planned_at) is not null
      and coalesce(t.ended_at, t.departed_at, t.planned_at) > ${iso(from)}::timestamptz
    order by t.id limit ${limit + 1}::int`);
  return rows.map((row) => ({
    key: `release ${row.id}`,
    kind: "release",
    title: row.name,
    note: `${row.phase.replaceAll("_", " ")}: ${row.services}`,
    href: `/releases/${row.id}`,
    time: plannedTime(row),
    serviceIds: row.service_ids,
    environmentIds: row.environment_ids,
    place: row.environment_name,
  }));
}

/**
 * Releases of several services: the moment of their planned departure, and once they departed the time from then to their end, or until
 * now. They stand where they are: at their first stop before they depart.
 */
export const trainSource: CalendarSource = {
  kinds: ["release"],
  listFeedItems: trainItems,
  async list(db, { range, now, serviceId, environmentId, limit }) {
    const rows = await db.query<TrainRow>(sql`
      select t.id, t.number, t.name, t.phase, coalesce(t.departed_at, t.planned_at) as begins_at, t.ended_at,
        t.departed_at is not null as has_departed, e.id as environment_id, e.slug as environment_slug, e.name as environment_name,
        (select string_agg(s.name, ', ' order by c.position) from train_car c join service s on s.id = c.service_id
         where c.train_id = t.id) as services,
        case when t.departed_at is null then e.slug when t.phase = 'at_stop' then n.slug end as gate_environment,
        f.slug as first_service, f.version as first_version, (select count(*)::int from train_car c where c.train_id = t.id) as cars
      from train t
      left join lateral (
        select s.slug, c.version from train_car c join service s on s.id = c.service_id
        where c.train_id = t.id order by c.position limit 1) f on true
      join train_stop p on p.train_id = t.id and p.position = greatest(0, (t.state->>'stopIndex')::int)
      join environment e on e.id = p.environment_id
      left join train_stop q on q.train_id = t.id and q.position = p.position + 1
      left join environment n on n.id = q.environment_id
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
      timeZone: null,
      service: null,
      environment: { id: row.environment_id, slug: row.environment_slug, name: row.environment_name },
      note: `${row.phase.replaceAll("_", " ")}: ${row.services}`,
      href: `/releases/${row.id}`,
      windowId: null,
      recurs: false,
      ...gateOf(row),
    }));
  },
};

function endOf(row: TrainRow, now: Instant): Instant {
  const begins = row.begins_at.getTime();
  if (!row.has_departed) return instant(begins);
  return instant(Math.max(begins, row.ended_at?.getTime() ?? now));
}

/** Of a train that waits, before its departure or at a stop, the gate of its first car there; the dialog and its page ask those of all. */
function gateOf(row: TrainRow): Pick<CalendarEntry, "gate"> {
  const { gate_environment, first_service, first_version, cars } = row;
  if (gate_environment === null || first_service === null || first_version === null) return {};
  return { gate: { service: first_service, environment: gate_environment, version: first_version, more: cars - 1 } };
}
