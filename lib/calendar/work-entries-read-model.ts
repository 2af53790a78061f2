import { drillDuty } from "@/lib/drills/domain/drill-duty";
import { type Instant, instant } from "@/lib/kernel/instant";
import { sql } from "@/lib/platform/db/executor";
import type { CalendarEntry } from "./contract";
import type { CalendarQuestion, CalendarSource } from "./port";
import { type PlaceColumns, placesOf } from "./window-entries-read-model";

const iso = (at: Instant): string => new Date(at).toISOString();

const once = { isAllDay: false, windowId: null, recurs: false } as const;

interface RolloutRow extends PlaceColumns {
  readonly id: string;
  readonly number: number;
  readonly canary_version: string;
  readonly phase: string;
  readonly begun_at: Date;
  readonly finished_at: Date | null;
}

/** Rollouts from their start to their end, those under way until now, and those that wait. */
export const rolloutSource: CalendarSource = {
  kinds: ["rollout"],
  async list(db, { range, now, serviceId, environmentId, limit }) {
    const rows = await db.query<RolloutRow>(sql`
      select r.id, r.number, r.canary_version, r.phase::text as phase, coalesce(r.started_at, r.created_at) as begun_at,
        r.finished_at, s.id as service_id, s.slug as service_slug, s.name as service_name,
        e.id as environment_id, e.slug as environment_slug, e.name as environment_name
      from rollout r join service s on s.id = r.service_id join environment e on e.id = r.environment_id
      where coalesce(r.started_at, r.created_at) < ${iso(range.to)}::timestamptz
        and coalesce(r.finished_at, ${iso(now)}::timestamptz) >= ${iso(range.from)}::timestamptz
        and (${serviceId}::text is null or r.service_id = ${serviceId}::text)
        and (${environmentId}::text is null or r.environment_id = ${environmentId}::text)
      order by r.number desc limit ${limit + 1}::int`);
    return rows.map((row) => ({
      ...once,
      ...placesOf(row),
      id: `rollout ${row.id}`,
      kind: "rollout",
      title: `${row.service_name} ${row.canary_version}`,
      startsAt: row.begun_at.toISOString(),
      endsAt: new Date(Math.max(row.begun_at.getTime(), row.finished_at?.getTime() ?? now)).toISOString(),
      note: row.phase.replaceAll("_", " "),
      href: `/rollouts/${row.id}`,
    }));
  },
};

interface ChangeRow extends PlaceColumns {
  readonly key: string;
  readonly title: string;
  readonly state: string;
  readonly from_at: Date;
  readonly to_at: Date | null;
}

/** Change tickets at the time that they plan. They name no environment. */
export const changeSource: CalendarSource = {
  kinds: ["change"],
  async list(db, { range, serviceId, environmentId, limit }) {
    if (environmentId !== null) return [];
    const rows = await db.query<ChangeRow>(sql`
      select t.key, t.title, t.state, t.planned_start_at as from_at, t.planned_end_at as to_at,
        s.id as service_id, s.slug as service_slug, s.name as service_name,
        null as environment_id, null as environment_slug, null as environment_name
      from change_ticket t left join service s on s.id = t.service_id
      where t.planned_start_at < ${iso(range.to)}::timestamptz
        and coalesce(t.planned_end_at, t.planned_start_at) >= ${iso(range.from)}::timestamptz
        and (${serviceId}::text is null or t.service_id = ${serviceId}::text)
      order by t.planned_start_at, t.key limit ${limit + 1}::int`);
    return rows.map((row) => ({
      ...once,
      ...placesOf(row),
      id: `change ${row.key} ${row.from_at.toISOString()}`,
      kind: "change",
      title: `${row.key}: ${row.title}`,
      startsAt: row.from_at.toISOString(),
      endsAt: new Date(Math.max(row.from_at.getTime(), row.to_at?.getTime() ?? 0)).toISOString(),
      note: row.state,
      href: null,
    }));
  },
};

interface DrillRow extends PlaceColumns {
  readonly every_days: number;
  readonly set_at: Date;
  readonly done_at: Date | null;
}

/** When the next rollback drill of each service is due. */
export const drillSource: CalendarSource = {
  kinds: ["drill"],
  async list(db, question) {
    const { serviceId, environmentId, limit } = question;
    const rows = await db.query<DrillRow>(sql`
      select d.every_days, d.set_at, s.id as service_id, s.slug as service_slug, s.name as service_name,
        e.id as environment_id, e.slug as environment_slug, e.name as environment_name,
        (select max(x.done_at) from rollback_drill x
         where x.service_id = d.service_id and x.environment_id = d.environment_id) as done_at
      from drill_schedule d join service s on s.id = d.service_id join environment e on e.id = d.environment_id
      where (${serviceId}::text is null or d.service_id = ${serviceId}::text)
        and (${environmentId}::text is null or d.environment_id = ${environmentId}::text)
      order by s.slug limit ${limit + 1}::int`);
    return rows.flatMap((row) => drillEntry(row, question) ?? []);
  },
};

function drillEntry(row: DrillRow, { range, now }: CalendarQuestion): CalendarEntry | null {
  const schedule = { everyDays: row.every_days, setAt: instant(row.set_at.getTime()) };
  const lastDoneAt = row.done_at ? instant(row.done_at.getTime()) : null;
  const { duty, dueAt } = drillDuty({ schedule, lastDoneAt }, now);
  if (dueAt === null || dueAt < range.from || dueAt >= range.to) return null;
  return {
    ...once,
    ...placesOf(row),
    id: `drill ${row.service_id} ${iso(dueAt)}`,
    kind: "drill",
    title: `Rollback drill of ${row.service_name} is due`,
    startsAt: iso(dueAt),
    endsAt: iso(dueAt),
    isAllDay: true,
    note: duty.replaceAll("_", " "),
    href: `/services/${row.service_slug}`,
  };
}
