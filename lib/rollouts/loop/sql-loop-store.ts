import { systemActor } from "@/lib/platform/auth/actor";
import type { Clock } from "@/lib/platform/clock";
import { inPgTransaction, pgExecutor, type SqlExecutor, sql } from "@/lib/platform/db/executor";
import type { LoopPool } from "@/lib/platform/db/loop-pool";
import type { Log } from "@/lib/platform/log";
import type { TestResult } from "@/lib/traffic/target-contract";
import { readBindings, readHealth } from "@/lib/traffic/target-read-model";
import { shardCount } from "../domain/lease";
import { factsForCommand } from "../domain/rollout-command";
import { decide } from "../domain/rollout-machine";
import { loadReadableRollouts, lockRollout, saveTransition } from "../rollout-store";
import type { LoopSource, LoopTarget } from "./loop-parts";
import { type JournalEntry, LeaseLost, type LeaseRef, type LoopStore, type OpenRollout } from "./loop-store";
import { saveProgress } from "./progress-store";

interface TargetRow {
  id: string;
  shard: number;
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
    shard: row.shard,
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

/** The shard of a target, the same for ever. */
const shardOf = (column: "t.id" | "target_id") =>
  column === "t.id"
    ? sql`(hashtext(t.id) & ${shardCount - 1}::int)`
    : sql`(hashtext(target_id) & ${shardCount - 1}::int)`;

/** Every target with the version that has its traffic. */
export async function loadTargets(
  db: SqlExecutor,
  toObject: (row: TargetRow) => LoopTarget = toTarget,
): Promise<LoopTarget[]> {
  const rows = await db.query<TargetRow>(sql`
    select t.id, ${shardOf("t.id")} as shard, t.revision, t.kind, t.config, t.secret, t.health, t.telemetry,
      t.epoch::text as epoch, s.id as service_id, s.slug as service_slug, e.id as environment_id,
      e.slug as environment_slug, l.slot::text as live_slot, v.name as live_version
    from target t join service s on s.id = t.service_id join environment e on e.id = t.environment_id
    left join target_slot l on l.target_id = t.id and l.is_live
    left join version v on v.id = l.version_id`);
  return rows.map(toObject);
}

/**
 * Rows that are read again and again and seldom change. A fingerprint of all of them is asked first, which costs one row;
 * while it is the same, so is the answer, also as an object.
 */
function unlessChanged<Row>(fingerprint: () => Promise<string>, read: () => Promise<Row[]>): () => Promise<Row[]> {
  let known: { readonly fingerprint: string; readonly rows: Row[] } | null = null;
  return async () => {
    const now = await fingerprint();
    if (known?.fingerprint !== now) known = { fingerprint: now, rows: await read() };
    return known.rows;
  };
}

/** Everything in `loadTargets` that can change. */
async function targetsFingerprint(db: SqlExecutor): Promise<string> {
  const rows = await db.query<{ print: string }>(sql`
    select concat_ws(':', count(*), sum(t.revision), sum(t.epoch), sum(hashtextextended(t.id || s.slug || e.slug, 0)),
      (select sum(hashtextextended(target_id || slot || version_id, 0)) from target_slot where is_live)) as print
    from target t join service s on s.id = t.service_id join environment e on e.id = t.environment_id`);
  return rows[0]?.print ?? "";
}

async function openFingerprint(db: SqlExecutor): Promise<string> {
  const rows = await db.query<{ print: string }>(sql`
    select concat_ws(':', count(*), sum(hashtextextended(id || ' ' || revision, 0))) as print from rollout
    where phase in ('queued', 'preparing', 'shifting', 'baking', 'watching', 'rolling_back')`);
  return rows[0]?.print ?? "";
}

/** Targets whose rows are as before stay the same objects, so that what was derived from them can be kept. */
function keepingObjects(): (row: TargetRow) => LoopTarget {
  const known = new Map<string, { readonly key: string; readonly target: LoopTarget }>();
  return (row) => {
    const { id, revision, epoch, live_slot, live_version, service_slug, environment_slug } = row;
    const key = JSON.stringify([revision, epoch, live_slot, live_version, service_slug, environment_slug]);
    const before = known.get(id);
    if (before?.key === key) return before.target;
    const target = toTarget(row);
    known.set(id, { key, target });
    return target;
  };
}

async function listOpen(db: SqlExecutor): Promise<OpenRollout[]> {
  return db.query<OpenRollout>(sql`
    select id, revision, target_id as "targetId", phase::text as phase, ${shardOf("target_id")} as shard from rollout
    where phase in ('queued', 'preparing', 'shifting', 'baking', 'watching', 'rolling_back') order by created_at, id`);
}

async function liveOf(db: SqlExecutor, targetId: string): Promise<LoopTarget["live"]> {
  const rows = await db.query<{ slot: "a" | "b"; version: string }>(sql`
    select l.slot::text as slot, v.name as version from target_slot l join version v on v.id = l.version_id
    where l.target_id = ${targetId} and l.is_live`);
  return rows[0] ?? null;
}

const admissionOf =
  (db: SqlExecutor): LoopStore["admissionOf"] =>
  async (targetId, rolloutId) => {
    const rows = await db.query<{ active: string | null; ahead: number; epoch: string }>(sql`
    select
      (select id from rollout where target_id = ${targetId} and id <> ${rolloutId}
        and phase in ('preparing', 'shifting', 'baking', 'watching', 'rolling_back') limit 1) as active,
      (select count(*)::int from rollout o join rollout me on me.id = ${rolloutId}
        where o.target_id = ${targetId} and o.phase = 'queued' and o.number < me.number
          -- An emergency does not wait behind those that a window holds.
          and not exists (select from emergency_release m where m.rollout_id = me.id and m.ends_at > clock_timestamp())) as ahead,
      (select epoch::text from target where id = ${targetId}) as epoch`);
    return {
      activeRolloutId: rows[0]?.active ?? null,
      aheadCount: rows[0]?.ahead ?? 0,
      newestEpoch: Number(rows[0]?.epoch ?? 0),
      live: await liveOf(db, targetId),
    };
  };

/** Lock the shard against a change of owner until the transaction ends. Throws LeaseLost. */
async function holdShard(db: SqlExecutor, workerId: string, lease: LeaseRef): Promise<void> {
  const rows = await db.query(sql`
    select id from loop_shard where id = ${lease.shard} and owner = ${workerId} and epoch = ${lease.epoch}::bigint
    for share`);
  if (rows.length === 0) throw new LeaseLost(`Shard ${lease.shard} has another owner than epoch ${lease.epoch}.`);
}

/** The target is locked first: a rollout that takes it at this moment is either seen here, or sees this epoch. */
async function takeIdleEpoch(db: SqlExecutor, targetId: string): Promise<number | null> {
  await db.query(sql`select id from target where id = ${targetId} for no key update`);
  const active = await db.query(sql`
    select 1 from rollout where target_id = ${targetId}
      and phase in ('preparing', 'shifting', 'baking', 'watching', 'rolling_back') limit 1`);
  if (active.length > 0) return null;
  const rows = await db.query<{ epoch: string }>(
    sql`update target set epoch = epoch + 1 where id = ${targetId} returning epoch::text as epoch`,
  );
  return Number(rows[0]?.epoch ?? 0);
}

/** Write down what was done already, as a person's abort would be: on the rollout as it is now. */
async function takeBack(db: SqlExecutor, entry: JournalEntry, clock: Clock): Promise<void> {
  const stored = await lockRollout(db, entry.rolloutId);
  const decision = decide(stored.state, entry.command, factsForCommand(clock.now()));
  if (decision.kind !== "accepted") return;
  await saveTransition(db, {
    before: stored,
    next: decision.next,
    events: decision.events,
    evidence: entry.command.evidence,
    actor: systemActor("control loop"),
    reason: null,
    journalledAt: entry.at,
  });
}

export interface SqlLoopStoreOptions {
  readonly pool: LoopPool;
  readonly workerId: string;
  readonly clock: Clock;
  readonly log: Log;
}

/** The control loop's memory in PostgreSQL, over connections that nothing else uses. */
export function createSqlLoopStore({ pool, workerId, clock, log }: SqlLoopStoreOptions): LoopStore {
  const db = pgExecutor(pool);
  const toObject = keepingObjects();
  return {
    readTargets: unlessChanged(
      () => targetsFingerprint(db),
      () => loadTargets(db, toObject),
    ),
    readSources: () => db.query<LoopSource>(sql`select id, slug, revision, kind, config, secret from metric_source`),
    listOpen: unlessChanged(
      () => openFingerprint(db),
      () => listOpen(db),
    ),
    loadRollouts: (ids) =>
      loadReadableRollouts(db, ids, (id, detail) => log.error({ rolloutId: id, detail }, "a rollout cannot be read")),
    admissionOf: admissionOf(db),
    saveTransition: (transition, lease) =>
      inPgTransaction(pool, async (tx) => {
        await saveTransition(tx, transition);
        // Last, so that the shard is locked for a moment only: the renewal of the lease waits for it.
        await holdShard(tx, workerId, lease);
      }),
    takeBack: (entry) => inPgTransaction(pool, (tx) => takeBack(tx, entry, clock)),
    saveProgress: (progress) => saveProgress(db, progress),
    liveOf: (targetId) => liveOf(db, targetId),
    takeIdleEpoch: (targetId, lease) =>
      inPgTransaction(pool, async (tx) => {
        const epoch = await takeIdleEpoch(tx, targetId);
        await holdShard(tx, workerId, lease);
        return epoch;
      }),
    saveHeartbeat: (beat) => saveHeartbeat(db, beat),
    async saveStopped(id) {
      await db.query(sql`update worker_process set stopped_at = clock_timestamp(), owns_loop = false where id = ${id}`);
    },
  };
}

const saveHeartbeat = async (db: SqlExecutor, beat: Parameters<LoopStore["saveHeartbeat"]>[0]): Promise<void> => {
  const owns = beat.shards.length > 0;
  await db.query(sql`
    insert into worker_process (id, host_name, owns_loop, last_tick_ms, last_tick_at)
    values (${beat.workerId}, ${beat.hostName}, ${owns}, ${beat.lastTickMs}, clock_timestamp())
    on conflict (id) do update set last_seen_at = clock_timestamp(), owns_loop = excluded.owns_loop,
      last_tick_ms = excluded.last_tick_ms,
      last_tick_at = case when excluded.owns_loop then clock_timestamp() else worker_process.last_tick_at end`);
};

/** Keep what a connection test found, and when. */
export async function saveTargetTest(db: SqlExecutor, targetId: string, result: TestResult): Promise<void> {
  await db.query(sql`
    update target set last_test = ${JSON.stringify(result)}::jsonb, last_tested_at = clock_timestamp() where id = ${targetId}`);
}
