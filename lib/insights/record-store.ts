import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import type { RecordRow } from "./record-row";

interface Lane {
  readonly serviceId: string;
  readonly environmentId: string;
}

/** Hold a lane's records until the transaction ends; false when another worker has it. */
export async function tryLockLane(db: SqlExecutor, lane: Lane): Promise<boolean> {
  const [row] = await db.query<{ held: boolean }>(
    sql`select pg_try_advisory_xact_lock(hashtextextended(${`${lane.serviceId} ${lane.environmentId}`}, 11)) as held`,
  );
  return row?.held ?? false;
}

export interface LaneDifference {
  /** Deployments whose record is not believed any more. */
  readonly ended: readonly string[];
  readonly begun: readonly RecordRow[];
}

/**
 * Write what a new look at a lane changes: what is no longer believed ends, what is believed now begins, both at one moment. Nothing is
 * overwritten, so that any past day can be asked what it knew. The lane must be held.
 */
export async function writeDifference(
  db: SqlExecutor,
  generation: number,
  lane: Lane,
  { ended, begun }: LaneDifference,
): Promise<void> {
  if (ended.length + begun.length === 0) return;
  const [moment] = await db.query<{ at: string }>(sql`select clock_timestamp()::text as at`);
  const at = moment?.at ?? "";
  if (ended.length > 0)
    await db.query(sql`
      update delivery_record set known_until = ${at}::timestamptz
      where generation = ${generation} and deployment_id = any(${[...ended]}::text[]) and known_until is null`);
  if (begun.length > 0)
    await db.query(sql`
      insert into delivery_record (generation, known_from, service_id, environment_id, deployment_id, team_id, tier, version,
        previous_version, kind, origin, outcome, started_at, finished_at, is_emergency, is_rework, ticket_key, is_authorized,
        strategy, failures, rollback_ms, changes, changes_gap)
      select ${generation}::int, ${at}::timestamptz, ${lane.serviceId}, ${lane.environmentId}, r->>0, r->>1, (r->>2)::int, r->>3,
        r->>4, (r->>5)::delivery_kind, (r->>6)::deployment_origin, (r->>7)::deployment_state,
        to_timestamp((r->>8)::numeric / 1000), to_timestamp((r->>9)::numeric / 1000), (r->>10)::boolean, (r->>11)::boolean,
        r->>12, (r->>13)::boolean, r->>14, r->15, (r->>16)::bigint, r->17, r->>18
      from jsonb_array_elements(${JSON.stringify(begun)}::jsonb) as r`);
}

/** Note that a lane was made, and whether any of its records changed. */
export async function noteBuilt(db: SqlExecutor, generation: number, lane: Lane, hasChanged: boolean): Promise<void> {
  const step = hasChanged ? 1 : 0;
  await db.query(sql`
    insert into delivery_lane (generation, service_id, environment_id, revision, built_at)
    values (${generation}, ${lane.serviceId}, ${lane.environmentId}, 1, clock_timestamp())
    on conflict (generation, service_id, environment_id) do update
      set revision = delivery_lane.revision + ${step}, built_at = clock_timestamp(), failure = null`);
}

/** Note why a lane could not be made; what was believed of it before stays. */
export async function noteFailure(db: SqlExecutor, generation: number, lane: Lane, failure: string): Promise<void> {
  await db.query(sql`
    insert into delivery_lane (generation, service_id, environment_id, failure, built_at)
    values (${generation}, ${lane.serviceId}, ${lane.environmentId}, ${failure}, clock_timestamp())
    on conflict (generation, service_id, environment_id) do update set failure = excluded.failure, built_at = clock_timestamp()`);
}

export interface DirtyLaneMark extends Lane {
  /** Epoch milliseconds. */
  readonly sinceMs: number;
  /** As the database wrote it: names this mark. */
  readonly markedAt: string;
}

/** Lanes that changed, the longest waiting first. */
export async function listDirty(db: SqlExecutor, limit: number): Promise<DirtyLaneMark[]> {
  const rows = await db.query<{ service_id: string; environment_id: string; since_ms: number; marked_at: string }>(sql`
    select service_id, environment_id, (extract(epoch from since) * 1000)::float8 as since_ms, marked_at::text as marked_at
    from dirty_lane order by marked_at limit ${limit}`);
  return rows.map((row) => ({
    serviceId: row.service_id,
    environmentId: row.environment_id,
    sinceMs: row.since_ms,
    markedAt: row.marked_at,
  }));
}

/** Take a mark away, unless the lane was marked again since it was read. */
export async function clearDirty(db: SqlExecutor, mark: DirtyLaneMark): Promise<void> {
  await db.query(sql`
    delete from dirty_lane where service_id = ${mark.serviceId} and environment_id = ${mark.environmentId}
      and marked_at = ${mark.markedAt}::timestamptz`);
}
