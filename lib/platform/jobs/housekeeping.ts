import { z } from "zod";
import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import { defineJob } from "./jobs";

/** Removes what is only kept for a while. Nothing that proves anything is touched. */
export const housekeepingJob = defineJob({
  name: "housekeeping",
  payload: z.object({}),
  retryLimit: 2,
  schedule: "17 * * * *",
});

/**
 * Delete old idempotency answers, ended sessions, chart points of rollouts that ended long ago with what
 * they could be judged again by, alerts that are over for 400 days with what was
 * told of them, and dead workers. That an alert fired stays in the events of its objective and in the audit log.
 */
export async function cleanUp(db: SqlExecutor): Promise<void> {
  await db.query(sql`delete from idempotency_record where created_at < clock_timestamp() - interval '7 days'`);
  await db.query(
    sql`delete from session where coalesce(revoked_at, expires_at) < clock_timestamp() - interval '30 days'`,
  );
  await db.query(sql`delete from sign_in_throttle where window_started_at < clock_timestamp() - interval '1 day'`);
  await db.query(sql`delete from worker_process where last_seen_at < clock_timestamp() - interval '7 days'`);
  await db.query(sql`
    delete from rollout_sample where rollout_id in
      (select id from rollout where finished_at < clock_timestamp() - interval '90 days')`);
  await db.query(sql`
    delete from rollout_look where rollout_id in
      (select id from rollout where finished_at < clock_timestamp() - interval '90 days')`);
  // What still waits to be told keeps its alert; a notice goes before the alert that it is of.
  await db.query(sql`
    delete from alarm_notice n using alarm a where a.id = n.alarm_id
      and a.resolved_at < clock_timestamp() - interval '400 days'
      and not exists (select from alarm_notice w where w.alarm_id = a.id and w.state in ('waiting', 'sending'))`);
  await db.query(sql`
    delete from alarm a where resolved_at < clock_timestamp() - interval '400 days'
      and not exists (select from alarm_notice n where n.alarm_id = a.id)`);
}
