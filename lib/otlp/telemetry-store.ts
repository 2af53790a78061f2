import { prismaExecutor, type SqlExecutor, sql } from "@/lib/platform/db/executor";
import type { Db } from "@/lib/platform/db/prisma";
import { mergeBuckets } from "./domain/latency-buckets";
import { type HistogramPoint, type KeptPoint, sinceKept } from "./domain/metrics-in";
import type { MinuteCounts } from "./domain/telemetry-batch";

export type TelemetryOrigin = "spans" | "metrics";

/** Ids of our services and environments by slug. */
export async function loadSlugs(db: SqlExecutor): Promise<{
  readonly service: ReadonlyMap<string, string>;
  readonly environment: ReadonlyMap<string, string>;
}> {
  const services = await db.query<{ id: string; slug: string }>(
    sql`select id, slug from service where archived_at is null`,
  );
  const environments = await db.query<{ id: string; slug: string }>(sql`select id, slug from environment`);
  return {
    service: new Map(services.map(({ id, slug }) => [slug, id])),
    environment: new Map(environments.map(({ id, slug }) => [slug, id])),
  };
}

export interface PlacedCounts extends MinuteCounts {
  readonly serviceId: string;
  readonly environmentId: string;
}

/** Run `work` in one transaction. */
export function inOneStep<Result>(db: Db, work: (db: SqlExecutor) => Promise<Result>): Promise<Result> {
  return db.$transaction((tx) => work(prismaExecutor(tx)), { maxWait: 5_000, timeout: 10_000 });
}

/** Add counts to their minutes, in the caller's transaction. Callers give them in one order. */
export async function addCounts(
  db: SqlExecutor,
  origin: TelemetryOrigin,
  counts: readonly PlacedCounts[],
): Promise<void> {
  if (counts.length === 0) return;
  const keys = counts.map((one) => ({
    service_id: one.serviceId,
    environment_id: one.environmentId,
    version: one.version,
    minute: one.minute * 60_000,
  }));
  const places = [...new Set(counts.map((one) => `${one.serviceId} ${one.environmentId}`))].sort();
  for (const place of places) {
    await db.query(sql`select pg_advisory_xact_lock(hashtextextended(${`otlp ${place}`}, 13))::text as held`);
  }
  const known = await db.query<{ key: string; buckets: Record<string, number> }>(sql`
    select m.service_id || ' ' || m.environment_id || ' ' || m.version || ' ' ||
      (extract(epoch from m.minute) * 1000)::bigint as key, m.buckets
    from version_minute m join jsonb_to_recordset(${JSON.stringify(keys)}::jsonb)
      as g(service_id text, environment_id text, version text, minute double precision)
      on m.service_id = g.service_id and m.environment_id = g.environment_id and m.version = g.version
        and m.minute = to_timestamp(g.minute / 1000)
    where m.origin = ${origin}`);
  const buckets = new Map(known.map((row) => [row.key, row.buckets]));
  const rows = counts.map((one, index) => {
    const earlier = buckets.get(`${one.serviceId} ${one.environmentId} ${one.version} ${one.minute * 60_000}`) ?? {};
    const { requests, errors } = one;
    return { ...keys[index], requests, errors, buckets: mergeBuckets(earlier, Object.fromEntries(one.buckets)) };
  });
  await db.query(sql`
    insert into version_minute as m (service_id, environment_id, version, minute, origin, requests, errors, buckets, updated_at)
    select service_id, environment_id, version, to_timestamp(minute / 1000), ${origin}, requests, errors, buckets,
      clock_timestamp()
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as g(service_id text, environment_id text, version text,
      minute double precision, requests bigint, errors bigint, buckets jsonb)
    on conflict (service_id, environment_id, version, minute, origin) do update set
      requests = m.requests + excluded.requests, errors = m.errors + excluded.errors, buckets = excluded.buckets,
      updated_at = excluded.updated_at`);
}

/** Note names that are none of ours, so that somebody can see why nothing is shown. */
export async function noteUnknown(
  db: SqlExecutor,
  unknown: readonly {
    readonly service: string;
    readonly environment: string;
    readonly reason: string;
    readonly count: number;
  }[],
): Promise<void> {
  if (unknown.length === 0) return;
  await db.query(sql`
    insert into unknown_resource as u (service, environment, reason, count, first_seen_at, last_seen_at)
    select service, environment, min(reason), sum(count), clock_timestamp(), clock_timestamp()
    from jsonb_to_recordset(${JSON.stringify(unknown)}::jsonb) as g(service text, environment text, reason text, count bigint)
    where (select count(*) from unknown_resource) < 1000
    group by service, environment order by service, environment
    on conflict (service, environment) do update set count = u.count + excluded.count, reason = excluded.reason,
      last_seen_at = excluded.last_seen_at`);
}

/**
 * What happened in each cumulative stream since its point before, in the caller's transaction; the point is kept for the next. Points
 * of one stream are taken in the order of their times.
 */
export async function sincePoints(
  db: SqlExecutor,
  points: readonly HistogramPoint[],
  hashOf: (streamKey: string) => string,
): Promise<(ReadonlyMap<number, number> | null)[]> {
  const keys = points.map((point) => hashOf(point.streamKey));
  const sorted = [...new Set(keys)].sort();
  for (const key of sorted) {
    await db.query(sql`select pg_advisory_xact_lock(hashtextextended(${`otlp stream ${key}`}, 13))::text as held`);
  }
  const rows = await db.query<{ stream_key: string; start_at: bigint; at: bigint; value: Record<string, number> }>(sql`
    select stream_key, start_at, at, value from cumulative_point
    where stream_key in (select jsonb_array_elements_text(${JSON.stringify(sorted)}::jsonb))`);
  const kept = new Map<string, KeptPoint>(
    rows.map((row) => [row.stream_key, { startMs: Number(row.start_at), atMs: Number(row.at), counts: row.value }]),
  );
  const since = points.map((point, index) => {
    const key = keys[index] ?? "";
    const earlier = kept.get(key) ?? null;
    const rounded = { ...point, startMs: Math.floor(point.startMs), atMs: Math.floor(point.atMs) };
    const found = sinceKept(rounded, earlier);
    if (earlier === null || rounded.atMs > earlier.atMs) {
      kept.set(key, { startMs: rounded.startMs, atMs: rounded.atMs, counts: Object.fromEntries(point.counts) });
    }
    return found;
  });
  const saved = sorted.map((key) => ({ stream_key: key, ...kept.get(key) }));
  await db.query(sql`
    insert into cumulative_point (stream_key, start_at, at, value, updated_at)
    select stream_key, "startMs", "atMs", counts, clock_timestamp()
    from jsonb_to_recordset(${JSON.stringify(saved)}::jsonb) as g(stream_key text, "startMs" bigint, "atMs" bigint, counts jsonb)
    on conflict (stream_key) do update set start_at = excluded.start_at, at = excluded.at, value = excluded.value,
      updated_at = excluded.updated_at`);
  return since;
}

/** Forget minutes that nobody looks at any more, and streams that ended. */
export async function cleanTelemetry(db: SqlExecutor): Promise<void> {
  await db.query(sql`delete from version_minute where minute < clock_timestamp() - interval '35 days'`);
  await db.query(sql`delete from cumulative_point where updated_at < clock_timestamp() - interval '1 day'`);
  await db.query(sql`delete from unknown_resource where last_seen_at < clock_timestamp() - interval '30 days'`);
}
