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

/** Delete old idempotency answers, ended sessions, chart points of rollouts that ended long ago, and dead workers. */
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
}
