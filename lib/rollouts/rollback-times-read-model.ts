import { type Instant, instant } from "@/lib/kernel/instant";
import { type SqlExecutor, sql } from "@/lib/platform/db/executor";

/** A rollback that this product decided by itself, as its own log has it. */
export interface RollbackTimes {
  readonly serviceId: string;
  readonly environmentId: string;
  /** The sample that condemned the version: the earliest failed evidence of the decision. */
  readonly badSampleAt: Instant;
  /** When the data plane showed the traffic back; null while it does not. */
  readonly backAt: Instant | null;
}

interface Row {
  service_id: string;
  environment_id: string;
  bad_sample_ms: number;
  back_ms: number | null;
}

/** Rollbacks of lanes that failed evidence caused, decided from `from` on, in one statement. */
export async function listRollbackTimes(
  db: SqlExecutor,
  lanes: readonly { readonly serviceId: string; readonly environmentId: string }[],
  from: Instant,
): Promise<RollbackTimes[]> {
  const rows = await db.query<Row>(sql`
    select r.service_id, r.environment_id, decided.bad_sample_ms,
      (select (s.state->'rollback'->>'startedAt')::float8 + (event->>'tookMs')::float8
       from rollout_snapshot s, jsonb_array_elements(s.events) event
       where s.rollout_id = r.id and s.phase = 'rolled_back' and event->>'kind' = 'rolled_back'
         and (event->>'isVerified')::boolean limit 1) as back_ms
    from (select distinct * from unnest(${lanes.map((lane) => lane.serviceId)}::text[],
            ${lanes.map((lane) => lane.environmentId)}::text[]) as asked(service_id, environment_id)) l
    join rollout r on r.service_id = l.service_id and r.environment_id = l.environment_id and r.rollback_cause is not null
    cross join lateral (
      select min((e->>'at')::float8) as bad_sample_ms from rollout_snapshot s, jsonb_array_elements(s.evidence) e
      where s.rollout_id = r.id and s.phase = 'rolling_back' and e->>'verdict' = 'fail'
        and s.revision = (select min(revision) from rollout_snapshot where rollout_id = r.id and phase = 'rolling_back')) decided
    where decided.bad_sample_ms >= ${from}::float8`);
  return rows.map((row) => ({
    serviceId: row.service_id,
    environmentId: row.environment_id,
    badSampleAt: instant(Math.round(row.bad_sample_ms)),
    backAt: row.back_ms === null ? null : instant(Math.round(row.back_ms)),
  }));
}
