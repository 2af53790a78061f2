import { type Instant, instant } from "@/lib/kernel/instant";
import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import type { DrillsView } from "./contract";
import { drillDuty } from "./domain/drill-duty";

interface ScheduleRow {
  environment_id: string;
  environment_slug: string;
  environment_name: string;
  every_days: number;
  set_by: string;
  set_at: Date;
}

interface DrillRow {
  rollout_id: string;
  number: number;
  environment_id: string;
  environment_slug: string;
  environment_name: string;
  took_ms: number;
  done_at: Date;
  note: string;
  recorded_by: string;
}

function placeOf(row: { environment_id: string; environment_slug: string; environment_name: string }) {
  return { id: row.environment_id, slug: row.environment_slug, name: row.environment_name };
}

/** Schedule and drills of a service, and whether one is due at `now`. */
export async function loadDrills(db: SqlExecutor, service: DrillsView["service"], now: Instant): Promise<DrillsView> {
  const [schedule] = await db.query<ScheduleRow>(sql`
    select d.every_days, d.set_by, d.set_at, e.id as environment_id, e.slug as environment_slug, e.name as environment_name
    from drill_schedule d join environment e on e.id = d.environment_id where d.service_id = ${service.id}`);
  const drills = await db.query<DrillRow>(sql`
    select d.rollout_id, r.number, e.id as environment_id, e.slug as environment_slug, e.name as environment_name, d.took_ms,
      d.done_at, d.note, d.recorded_by
    from rollback_drill d join rollout r on r.id = d.rollout_id join environment e on e.id = d.environment_id
    where d.service_id = ${service.id} order by d.done_at desc, d.rollout_id limit 20`);
  const [last] = await db.query<{ done_at: Date | null }>(sql`
    select max(done_at) as done_at from rollback_drill
    where service_id = ${service.id} and environment_id = ${schedule?.environment_id ?? ""}`);
  const lastDoneAt = last?.done_at ? instant(last.done_at.getTime()) : null;
  const set = schedule && { everyDays: schedule.every_days, setAt: instant(schedule.set_at.getTime()) };
  const { duty, dueAt } = drillDuty({ schedule: set ?? null, lastDoneAt }, now);
  return {
    service,
    duty,
    dueAt: dueAt === null ? null : new Date(dueAt).toISOString(),
    schedule: schedule
      ? {
          environment: placeOf(schedule),
          everyDays: schedule.every_days,
          setBy: schedule.set_by,
          setAt: schedule.set_at.toISOString(),
        }
      : null,
    drills: drills.map((row) => ({
      rolloutId: row.rollout_id,
      rolloutNumber: row.number,
      environment: placeOf(row),
      tookMs: row.took_ms,
      doneAt: row.done_at.toISOString(),
      note: row.note,
      recordedBy: row.recorded_by,
    })),
  };
}

/** A service by its slug; null when there is none. */
export async function findService(db: SqlExecutor, slug: string): Promise<DrillsView["service"] | null> {
  const [row] = await db.query<DrillsView["service"]>(sql`select id, slug, name from service where slug = ${slug}`);
  return row ?? null;
}

export interface RolledBack {
  readonly serviceId: string;
  readonly environmentId: string;
  readonly service: DrillsView["service"];
  readonly phase: string;
  /** From the decision until the data plane showed it; null when that was never seen, or no user had it. */
  readonly tookMs: number | null;
  readonly finishedAt: Instant | null;
}

/** What is known of a rollout as a drill; null when there is none. */
export async function findRolledBack(db: SqlExecutor, rolloutId: string): Promise<RolledBack | null> {
  const [row] = await db.query<{
    service_id: string;
    environment_id: string;
    slug: string;
    name: string;
    phase: string;
    took_ms: number | null;
    finished_at: Date | null;
  }>(sql`
    select r.service_id, r.environment_id, s.slug, s.name, r.phase::text as phase, r.finished_at,
      case when (r.state->'rollback'->>'fromSharePercent')::float > 0 then (
        select (event->>'tookMs')::float from rollout_snapshot x, jsonb_array_elements(x.events) event
        where x.rollout_id = r.id and x.phase = 'rolled_back' and event->>'kind' = 'rolled_back' limit 1) end as took_ms
    from rollout r join service s on s.id = r.service_id where r.id = ${rolloutId}`);
  if (!row) return null;
  return {
    serviceId: row.service_id,
    environmentId: row.environment_id,
    service: { id: row.service_id, slug: row.slug, name: row.name },
    phase: row.phase,
    tookMs: row.took_ms,
    finishedAt: row.finished_at ? instant(row.finished_at.getTime()) : null,
  };
}
