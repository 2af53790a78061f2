import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import type { TestResult } from "@/lib/traffic/target-contract";
import { readBindings, readHealth } from "@/lib/traffic/target-read-model";
import type { LoopSource, LoopTarget } from "./loop-parts";

interface TargetRow {
  id: string;
  revision: number;
  kind: string;
  config: unknown;
  secret: string | null;
  health: unknown;
  telemetry: unknown;
  service_id: string;
  service_slug: string;
  environment_id: string;
  environment_slug: string;
  live_slot: "a" | "b" | null;
  live_version: string | null;
  epoch: string;
}

function toTarget(row: TargetRow): LoopTarget {
  return {
    id: row.id,
    revision: row.revision,
    kind: row.kind,
    config: row.config,
    secret: row.secret,
    health: readHealth(row.health),
    telemetry: readBindings(row.telemetry),
    serviceId: row.service_id,
    serviceSlug: row.service_slug,
    environmentId: row.environment_id,
    environmentSlug: row.environment_slug,
    live: row.live_slot && row.live_version ? { slot: row.live_slot, version: row.live_version } : null,
    newestEpoch: Number(row.epoch),
  };
}

/** Every target with the version that has its traffic. */
export async function loadTargets(db: SqlExecutor): Promise<LoopTarget[]> {
  const rows = await db.query<TargetRow>(sql`
    select t.id, t.revision, t.kind, t.config, t.secret, t.health, t.telemetry, t.epoch::text as epoch,
      s.id as service_id, s.slug as service_slug, e.id as environment_id, e.slug as environment_slug,
      l.slot::text as live_slot, v.name as live_version
    from target t join service s on s.id = t.service_id join environment e on e.id = t.environment_id
    left join target_slot l on l.target_id = t.id and l.is_live
    left join version v on v.id = l.version_id`);
  return rows.map(toTarget);
}

/** Every metric source. */
export async function loadSources(db: SqlExecutor): Promise<LoopSource[]> {
  return db.query<LoopSource>(sql`select id, slug, revision, kind, config, secret from metric_source`);
}

/** The newest epoch ever given to a decision about the target, read now. */
export async function newestEpochOf(db: SqlExecutor, targetId: string): Promise<number> {
  const rows = await db.query<{ epoch: string }>(sql`select epoch::text as epoch from target where id = ${targetId}`);
  return Number(rows[0]?.epoch ?? 0);
}

/** Which slot has the traffic now, with which version. */
export async function liveOf(db: SqlExecutor, targetId: string): Promise<LoopTarget["live"]> {
  const rows = await db.query<{ slot: "a" | "b"; version: string }>(sql`
    select l.slot::text as slot, v.name as version from target_slot l join version v on v.id = l.version_id
    where l.target_id = ${targetId} and l.is_live`);
  return rows[0] ?? null;
}

/** Take the next epoch of a target, for an intent that no rollout owns. */
export async function takeEpoch(db: SqlExecutor, targetId: string): Promise<number> {
  const rows = await db.query<{ epoch: string }>(
    sql`update target set epoch = epoch + 1 where id = ${targetId} returning epoch::text as epoch`,
  );
  return Number(rows[0]?.epoch ?? 0);
}

export interface Heartbeat {
  readonly workerId: string;
  readonly hostName: string;
  readonly ownsLoop: boolean;
  readonly lastTickMs: number | null;
}

/** Say that this worker lives, and whether it holds the loop. */
export async function saveHeartbeat(db: SqlExecutor, beat: Heartbeat): Promise<void> {
  await db.query(sql`
    insert into worker_process (id, host_name, owns_loop, last_tick_ms, last_tick_at)
    values (${beat.workerId}, ${beat.hostName}, ${beat.ownsLoop}, ${beat.lastTickMs}, clock_timestamp())
    on conflict (id) do update set last_seen_at = clock_timestamp(), owns_loop = excluded.owns_loop,
      last_tick_ms = excluded.last_tick_ms, last_tick_at = case when excluded.owns_loop then clock_timestamp() else worker_process.last_tick_at end`);
}

/** Say that this worker stopped in good order. */
export async function saveStopped(db: SqlExecutor, workerId: string): Promise<void> {
  await db.query(
    sql`update worker_process set stopped_at = clock_timestamp(), owns_loop = false where id = ${workerId}`,
  );
}

/** The rollout that has the target, and how many were queued before this one. */
export async function othersOf(
  db: SqlExecutor,
  targetId: string,
  rolloutId: string,
): Promise<{ activeRolloutId: string | null; aheadCount: number }> {
  const rows = await db.query<{ active: string | null; ahead: number }>(sql`
    select
      (select id from rollout where target_id = ${targetId} and id <> ${rolloutId}
        and phase in ('preparing', 'shifting', 'baking', 'watching', 'rolling_back') limit 1) as active,
      (select count(*)::int from rollout o join rollout me on me.id = ${rolloutId}
        where o.target_id = ${targetId} and o.phase = 'queued' and o.number < me.number) as ahead`);
  return { activeRolloutId: rows[0]?.active ?? null, aheadCount: rows[0]?.ahead ?? 0 };
}

/** Keep what a connection test found, and when. */
export async function saveTargetTest(db: SqlExecutor, targetId: string, result: TestResult): Promise<void> {
  await db.query(sql`
    update target set last_test = ${JSON.stringify(result)}::jsonb, last_tested_at = clock_timestamp() where id = ${targetId}`);
}
