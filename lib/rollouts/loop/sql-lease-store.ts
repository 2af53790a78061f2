import { randomInt } from "node:crypto";
import { instant } from "@/lib/kernel/instant";
import type { Sql } from "@/lib/platform/db/executor";
import { type LoopSession, openLoopSession } from "@/lib/platform/db/loop-session";
import type { Log } from "@/lib/platform/log";
import { readCommitSafety } from "../commit-safety-read-model";
import { type HeldShard, type Lineage, shardCount } from "../domain/lease";
import type { LeaseAnswer, LeaseStore } from "./lease-store";

/** Class of the advisory locks by which a living session is known; any constant will do, as long as it stays. */
const lockClass = 77;
const deadlineMs = 1_000;
/** On which shards that were given back are announced. */
const freedChannel = "signalbox_loop_freed";

interface Given {
  readonly databaseUrl: string;
  readonly workerId: string;
  readonly hostName: string;
  readonly ttlMs: number;
  readonly log: Log;
}

/**
 * Whose session has ended is seen at once, because its advisory lock ends with it; a worker that hangs is seen when its
 * lease expires. Runs on a session of its own that nothing else can keep busy.
 */
export function createSqlLeaseStore(given: Given): LeaseStore {
  let session: Promise<OpenLeases> | null = null;
  let onFreed: () => void = () => undefined;

  /** Run on the session; one that failed is thrown away, since what it did is not known. */
  async function on<Result>(work: (open: OpenLeases) => Promise<Result>): Promise<Result> {
    const onBreak = (): void => {
      session = null;
    };
    session ??= openSession({ ...given, onBreak, onFreed: () => onFreed() });
    const mine = session;
    try {
      return await work(await mine);
    } catch (error) {
      if (session === mine) session = null;
      void mine.then((open) => open.session.end()).catch(() => undefined);
      throw error;
    }
  }

  return {
    renew: (now) =>
      on(async (open) => {
        await open.session.query(seenSql, [given.workerId, given.hostName, open.lockKey]);
        const values = [given.workerId, given.ttlMs, open.lockKey, new Date(now).toISOString()];
        return answerOf(open, await open.session.query<ShardRow>(renewSql, values));
      }),
    acquire: (limit) =>
      on(async (open) => {
        const values = [given.workerId, open.lockKey, given.ttlMs, Math.min(limit, shardCount), lockClass];
        return answerOf(open, await open.session.query<ShardRow>(acquireSql, values));
      }),
    raise: (shard, aboveEpoch) =>
      on(async (open) => {
        const values = [given.workerId, shard, aboveEpoch, given.ttlMs];
        return answerOf(open, await open.session.query<ShardRow>(raiseSql, values));
      }),
    release: (shards) =>
      on(async ({ session: own }) => {
        await own.query(releaseSql, [given.workerId, shards, freedChannel]);
      }),
    leave: () =>
      on(async ({ session: own }) => {
        await own.query(leaveSql, [given.workerId, freedChannel]);
      }),
    onFreed(listener) {
      onFreed = listener;
    },
    async close() {
      const open = await session?.catch(() => null);
      session = null;
      await open?.session.end().catch(() => undefined);
    },
  };
}

interface OpenLeases {
  readonly session: LoopSession;
  /** Names the lock of this session. A new one each time: the session before may still seem to live. */
  readonly lockKey: number;
  readonly lineage: Lineage;
  readonly ttlMs: number;
}

async function openSession(given: Given & { onBreak(): void; onFreed(): void }): Promise<OpenLeases> {
  const { databaseUrl, log, onBreak } = given;
  const session = await openLoopSession({ databaseUrl, name: "signalbox leases", deadlineMs, log, onBreak });
  const lockKey = randomInt(1, 2 ** 31);
  try {
    await session.query("select pg_try_advisory_lock($1, $2)", [lockClass, lockKey]);
    const [row] = await session.query<Lineage & { isReplica: boolean }>(lineageSql, []);
    if (!row || row.isReplica)
      throw new Error("The database is a replica; the control loop works on the primary only.");
    await noticeRestore(session, log);
    await warnOfLoss(session, log);
    await session.listen(listenSql, given.onFreed);
    return { session, lockKey, ttlMs: given.ttlMs, lineage: { timeline: row.timeline, incarnation: row.incarnation } };
  } catch (error) {
    await session.end().catch(() => undefined);
    throw error;
  }
}

/**
 * A backup that was restored into another cluster, database or table does not know the identity of where it is now. Its
 * rows are older than what the data planes have seen since: it gets a new incarnation, and nothing is raised until a
 * person has looked. A copy of the files of a whole cluster cannot be told from the original.
 */
async function noticeRestore(session: LoopSession, log: Log): Promise<void> {
  try {
    const rows = await session.query<{ incarnation: number; isSafe: boolean }>(identifySql, []);
    if (rows[0]?.isSafe) log.error(rows[0], "this database was restored from a backup: nothing is raised in safe mode");
  } catch (error) {
    // Where a provider keeps the identity of the cluster to itself, whoever restores says so (docs/operations.md).
    if (!(error instanceof Error && "code" in error && error.code === "42501")) throw error;
    log.warn({ err: error }, "the identity of the database cannot be read; a restore will not be noticed");
  }
}

/** Say with each new session what a fault of this database may cost. No lease waits for a database that does not tell. */
async function warnOfLoss(session: LoopSession, log: Log): Promise<void> {
  const query = <Row>({ text, values }: Sql): Promise<Row[]> => session.query<Row>(text, values);
  const commitSafety = await readCommitSafety({ query }).catch(() => "kept" as const);
  if (commitSafety !== "kept")
    log.warn(
      { commitSafety },
      "the last acknowledged commands may be lost by a fault of the database (docs/operations.md)",
    );
}

async function answerOf({ session, lineage, ttlMs }: OpenLeases, held: readonly ShardRow[]): Promise<LeaseAnswer> {
  const [around] = await session.query<Around>(aroundSql, [lockClass, ttlMs]);
  if (!around) throw new Error("The database has no row about its installation; migrate it.");
  const counted = held.flatMap(({ countedToMs }) => countedToMs ?? []);
  return {
    countedTo: counted.length === 0 ? null : instant(Math.floor(Math.max(...counted))),
    held: held.map(({ shard, epoch }) => ({ shard, epoch: Number(epoch) })),
    lineage: { ...lineage, incarnation: around.incarnation },
    now: instant(Math.round(around.nowMs)),
    workerCount: around.workerCount,
    isSafeMode: around.isSafeMode,
  };
}

interface ShardRow extends HeldShard {
  readonly countedToMs: number | null;
}

interface Around {
  readonly nowMs: number;
  readonly workerCount: number;
  readonly isSafeMode: boolean;
  readonly incarnation: number;
}

// The timeline of the position that is written now: right after a promotion the control file still shows the old one.
const lineageSql = `
  select pg_is_in_recovery() as "isReplica", i.incarnation,
    case when pg_is_in_recovery() then 0
      else ('x' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8))::bit(32)::int end as timeline
  from installation i`;

const identifySql = `
  update installation i set system_identifier = found.identity,
    incarnation = i.incarnation + (i.system_identifier is not null)::int,
    safe_mode = i.safe_mode or i.system_identifier is not null
  from (select concat_ws(':', s.system_identifier, d.oid, 'installation'::regclass::oid) as identity
    from pg_control_system() s, pg_database d where d.datname = current_database()) found
  where i.system_identifier is distinct from found.identity
  returning i.incarnation, i.safe_mode as "isSafe"`;

const aroundSql = `
  select (extract(epoch from clock_timestamp()) * 1000)::float8 as "nowMs", i.safe_mode as "isSafeMode", i.incarnation,
    (select count(*)::int from worker_process w
      where w.stopped_at is null and w.last_seen_at > clock_timestamp() - make_interval(secs => $2::float8 / 1000)
        and exists (select 1 from pg_locks l
          where l.locktype = 'advisory' and l.classid = $1 and l.objid = w.lock_key::oid and l.objsubid = 2 and l.granted
            and l.database = (select oid from pg_database where datname = current_database()))) as "workerCount"
  from installation i`;

// A worker that was stopped keeps its session; only one that renews counts as one that wants its share.
const seenSql = `
  insert into worker_process (id, host_name, last_seen_at, lock_key) values ($1, $2, clock_timestamp(), $3::int)
  on conflict (id) do update set last_seen_at = clock_timestamp(), lock_key = excluded.lock_key`;

const renewSql = `
  update loop_shard set lease_until = clock_timestamp() + make_interval(secs => $2::float8 / 1000), lock_key = $3::int,
    counted_to = greatest(counted_to, $4::timestamptz)
  where owner = $1 and lease_until > clock_timestamp()
  returning id as shard, epoch, (extract(epoch from counted_to) * 1000)::float8 as "countedToMs"`;

const acquireSql = `
  update loop_shard set owner = $1, lock_key = $2::int, epoch = epoch + 1, since = clock_timestamp(),
    lease_until = clock_timestamp() + make_interval(secs => $3::float8 / 1000)
  where id in (
    select s.id from loop_shard s
    where s.owner is null or s.lease_until < clock_timestamp()
      or not exists (select 1 from pg_locks l
        where l.locktype = 'advisory' and l.classid = $5 and l.objid = s.lock_key::oid and l.objsubid = 2 and l.granted
          and l.database = (select oid from pg_database where datname = current_database()))
    order by s.id for update skip locked limit $4)
  returning id as shard, epoch, (extract(epoch from counted_to) * 1000)::float8 as "countedToMs"`;

const raiseSql = `
  update loop_shard set epoch = greatest(epoch, $3::bigint) + 1,
    lease_until = clock_timestamp() + make_interval(secs => $4::float8 / 1000)
  where owner = $1 and id = $2 and lease_until > clock_timestamp()
  returning id as shard, epoch, (extract(epoch from counted_to) * 1000)::float8 as "countedToMs"`;

// The channel that `freedChannel` names.
const listenSql = "listen signalbox_loop_freed";

// The notice is sent with the commit: whoever hears it finds the shards free.
const releaseSql = `
  with freed as (
    update loop_shard set owner = null, lock_key = null, lease_until = clock_timestamp()
    where owner = $1 and id = any($2::int[]) returning id)
  select pg_notify($3, '')::text from (select 1 from freed limit 1) as some_freed`;

const leaveSql = `
  with left_work as (update worker_process set lock_key = null where id = $1),
    freed as (
      update loop_shard set owner = null, lock_key = null, lease_until = clock_timestamp() where owner = $1 returning id)
  select pg_notify($2, '')::text from (select 1 from freed limit 1) as some_freed`;
