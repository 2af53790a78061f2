import type { Recurrence } from "@/lib/calendar/domain/recurrence";
import type { Instant } from "@/lib/kernel/instant";
import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import type { InFreeze } from "./domain/departures";

const iso = (at: Instant) => new Date(at).toISOString();

export interface NewTimetable {
  readonly id: string;
  readonly name: string;
  readonly environmentId: string;
  readonly recurrence: Recurrence;
  readonly inFreeze: InFreeze;
  readonly by: string;
  readonly at: Instant;
}

/** Keep a timetable. */
export async function insertTimetable(db: SqlExecutor, given: NewTimetable): Promise<void> {
  await db.query(sql`
    insert into timetable (id, name, environment_id, recurrence, in_freeze, made_by, made_at)
    values (${given.id}, ${given.name}, ${given.environmentId}, ${JSON.stringify(given.recurrence)}::jsonb,
      ${given.inFreeze}, ${given.by}, ${iso(given.at)}::timestamptz)`);
}

/** Let nobody else make a timetable until the transaction ends, so that their number stays bounded. */
export async function lockTimetables(db: SqlExecutor): Promise<void> {
  await db.query(sql`select pg_advisory_xact_lock(hashtext('signalbox timetables'))::text`);
}

/** From now on it has no departures; those before stay what they were. False when it had ended already. */
export async function endStored(
  db: SqlExecutor,
  given: { readonly id: string; readonly by: string; readonly reason: string; readonly at: Instant },
): Promise<boolean> {
  const rows = await db.query(sql`
    update timetable set ended_at = ${iso(given.at)}::timestamptz, ended_by = ${given.by}, end_reason = ${given.reason}
    where id = ${given.id} and ended_at is null returning id`);
  return rows.length > 0;
}
