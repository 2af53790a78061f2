import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import type { LoopStatus, LoopTargetView } from "./api-contract";
import type { RolloutPhase } from "./contract";
import { shardCount } from "./domain/lease";
import { limits } from "./domain/limits";

interface TargetRow {
  id: string;
  service: string;
  environment: string;
  shard: number;
  owner: string | null;
  since: Date | null;
  rollout_id: string | null;
  phase: RolloutPhase | null;
  wanted: number | null;
  observed: number | null;
  observed_at: Date | null;
}

/** At most this many targets are listed: those with a rollout first. */
const targetsMax = 200;

/** Which shards have no worker now, and whether nothing may be raised after a restore. */
export async function findLoopFacts(
  db: SqlExecutor,
): Promise<Pick<LoopStatus, "shardCount" | "freeShards" | "isSafeMode" | "targetCount">> {
  const [row] = await db.query<{ free: number[] | null; safe: boolean; targets: number }>(sql`
    select (select array_agg(id order by id) from loop_shard where owner is null or lease_until < clock_timestamp()) as free,
      (select safe_mode from installation) as safe, (select count(*)::int from target) as targets`);
  return {
    shardCount,
    freeShards: row?.free ?? [],
    isSafeMode: row?.safe ?? true,
    targetCount: row?.targets ?? 0,
  };
}

/** Targets with the worker that owns them, and what their rollout wants and shows. */
export async function listLoopTargets(db: SqlExecutor): Promise<LoopTargetView[]> {
  const rows = await db.query<TargetRow>(sql`
    select t.id, s.slug as service, e.slug as environment, l.id as shard,
      case when l.lease_until > clock_timestamp() then l.owner end as owner,
      case when l.lease_until > clock_timestamp() then l.since end as since,
      r.id as rollout_id, r.phase::text as phase, r.desired_share_percent as wanted,
      r.observed_share_percent as observed, r.observed_at
    from target t join service s on s.id = t.service_id join environment e on e.id = t.environment_id
    join loop_shard l on l.id = (hashtext(t.id) & ${shardCount - 1}::int)
    left join rollout r on r.target_id = t.id and r.phase in ('preparing', 'shifting', 'baking', 'watching', 'rolling_back')
    order by (r.id is null), s.slug, e.rank limit ${targetsMax}`);
  return rows.map((row) => ({
    id: row.id,
    service: row.service,
    environment: row.environment,
    shard: row.shard,
    ownerId: row.owner,
    ownedSince: row.since?.toISOString() ?? null,
    rollout:
      row.rollout_id === null || row.phase === null
        ? null
        : {
            id: row.rollout_id,
            phase: row.phase,
            wantedSharePercent: row.wanted ?? 0,
            observedSharePercent: row.observed,
            observedAt: row.observed_at?.toISOString() ?? null,
            isDrifting:
              row.observed !== null && Math.abs(row.observed - (row.wanted ?? 0)) > limits.shareTolerancePercent,
          },
  }));
}
