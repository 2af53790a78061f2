import type { Instant } from "@/lib/kernel/instant";
import { type SqlExecutor, sql } from "@/lib/platform/db/executor";

export interface DirtyLane {
  readonly serviceId: string;
  readonly environmentId: string;
  /** From when on it may have changed. */
  readonly since: Instant;
}

/** Note that the delivery figures of these places must be made again. In the order of their ids, so that two who note never wait crosswise. */
export async function markLanes(db: SqlExecutor, lanes: readonly DirtyLane[]): Promise<void> {
  if (lanes.length === 0) return;
  await db.query(sql`
    insert into dirty_lane (service_id, environment_id, since)
    select service_id, environment_id, min(since)
    from jsonb_to_recordset(${JSON.stringify(lanes.map(toRecord))}::jsonb) as l(service_id text, environment_id text, since timestamptz)
    group by service_id, environment_id order by service_id, environment_id
    on conflict (service_id, environment_id) do update
      set since = least(dirty_lane.since, excluded.since), marked_at = clock_timestamp()`);
}

function toRecord({ serviceId, environmentId, since }: DirtyLane): Record<string, string> {
  return { service_id: serviceId, environment_id: environmentId, since: new Date(since).toISOString() };
}

/** The same for every place where a rollout's deployment is. */
export async function markLaneOfRollout(db: SqlExecutor, rolloutId: string): Promise<void> {
  await db.query(sql`
    insert into dirty_lane (service_id, environment_id, since)
    select service_id, environment_id, min(started_at) from deployment where rollout_id = ${rolloutId}
    group by service_id, environment_id
    on conflict (service_id, environment_id) do update
      set since = least(dirty_lane.since, excluded.since), marked_at = clock_timestamp()`);
}

/** The same for every place of a service: its team or its tier has changed. */
export async function markLanesOfService(db: SqlExecutor, serviceId: string): Promise<void> {
  await db.query(sql`
    insert into dirty_lane (service_id, environment_id, since)
    select service_id, environment_id, max(started_at) from deployment where service_id = ${serviceId}
    group by service_id, environment_id order by service_id, environment_id
    on conflict (service_id, environment_id) do update set marked_at = clock_timestamp()`);
}
