import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import type { MeterPoint, PointCounts } from "./domain/meter-points";
import { type KeptMeterPoint, type ToldStretch, toldSince } from "./domain/meter-stream";
import { hashOfStream } from "./stream-hash";

interface Row {
  stream_key: string;
  start_at: bigint;
  at: bigint;
  value: PointCounts;
}

/**
 * What points add to what their streams told before, in the order of their times; null where nothing can be said. In the caller's transaction,
 * which keeps the newest point of each stream for the next.
 */
export async function advanceStreams(
  db: SqlExecutor,
  points: readonly MeterPoint[],
): Promise<readonly { readonly meterId: string; readonly told: ToldStretch | null }[]> {
  if (points.length === 0) return [];
  const ordered = [...points].sort((left, right) => left.atMs - right.atMs);
  const keyed = ordered.map((point) => ({ point, key: hashOfStream(point.streamKey) }));
  const keys = [...new Set(keyed.map(({ key }) => key))].sort();
  for (const key of keys)
    await db.query(sql`select pg_advisory_xact_lock(hashtextextended(${`otlp stream ${key}`}, 13))::text as held`);
  const rows = await db.query<Row>(sql`
    select stream_key, start_at, at, value from cumulative_point where stream_key = any(${keys}::text[])`);
  const kept = new Map<string, KeptMeterPoint>(
    rows.map((row) => [row.stream_key, { ...row.value, startMs: Number(row.start_at), atMs: Number(row.at) }]),
  );
  const told = keyed.map(({ point, key }) => {
    const before = kept.get(key) ?? null;
    if (before === null || point.atMs > before.atMs)
      kept.set(key, { ...point.counts, startMs: point.startMs, atMs: point.atMs });
    return { meterId: point.meterId, told: toldSince(point, before) };
  });
  const saved = keys.flatMap((key) => {
    const point = kept.get(key);
    if (!point) return [];
    const { startMs, atMs, good, bad, doubtful } = point;
    return { stream_key: key, start_at: startMs, at: atMs, value: { good, bad, doubtful } };
  });
  await db.query(sql`
    insert into cumulative_point (stream_key, start_at, at, value, updated_at)
    select stream_key, start_at, at, value, clock_timestamp()
    from jsonb_to_recordset(${JSON.stringify(saved)}::jsonb) as g(stream_key text, start_at bigint, at bigint, value jsonb)
    on conflict (stream_key) do update set start_at = excluded.start_at, at = excluded.at, value = excluded.value,
      updated_at = excluded.updated_at`);
  return told;
}
