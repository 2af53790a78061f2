import type { Instant } from "@/lib/kernel/instant";
import { type SqlExecutor, sql } from "@/lib/platform/db/executor";

const iso = (at: Instant) => new Date(at).toISOString();

export interface DrillScheduleFields {
  readonly serviceId: string;
  readonly environmentId: string;
  readonly everyDays: number;
  readonly setBy: string;
  readonly setAt: Instant;
}

/** Set how often a service practises; replaces what was set before. Answers the revision. */
export async function saveDrillSchedule(db: SqlExecutor, given: DrillScheduleFields): Promise<number> {
  const rows = await db.query<{ revision: number }>(sql`
    insert into drill_schedule (service_id, environment_id, every_days, set_by, set_at)
    values (${given.serviceId}, ${given.environmentId}, ${given.everyDays}, ${given.setBy}, ${iso(given.setAt)}::timestamptz)
    on conflict (service_id) do update set environment_id = excluded.environment_id, every_days = excluded.every_days,
      set_by = excluded.set_by, set_at = excluded.set_at, revision = drill_schedule.revision + 1
    returning revision`);
  return rows[0]?.revision ?? 1;
}

export interface NewDrill {
  readonly rolloutId: string;
  readonly serviceId: string;
  readonly environmentId: string;
  readonly tookMs: number;
  readonly doneAt: Instant;
  readonly note: string;
  readonly recordedBy: string;
  readonly recordedAt: Instant;
}

/** Keep that a rollback was a drill; false when it was kept as one already. */
export async function insertDrill(db: SqlExecutor, given: NewDrill): Promise<boolean> {
  const rows = await db.query<{ id: string }>(sql`
    insert into rollback_drill (rollout_id, service_id, environment_id, took_ms, done_at, note, recorded_by, recorded_at)
    values (${given.rolloutId}, ${given.serviceId}, ${given.environmentId}, ${given.tookMs}, ${iso(given.doneAt)}::timestamptz,
            ${given.note}, ${given.recordedBy}, ${iso(given.recordedAt)}::timestamptz)
    on conflict (rollout_id) do nothing returning rollout_id as id`);
  return rows.length > 0;
}
