import type { CountsAccumulator } from "@/lib/analysis/domain/counts";
import { type Instant, instant } from "@/lib/kernel/instant";
import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import { hourMs, type MinuteCounts, minuteMs } from "./domain/minutes";

/** Where the reading of a target has come to. */
export interface Cursor {
  readonly targetId: string;
  readonly source: string;
  readonly series: CountsAccumulator["series"];
  readonly sampledAt: Instant | null;
  readonly blindSince: Instant | null;
}

interface CursorRow {
  target_id: string;
  source: string;
  series: CountsAccumulator["series"];
  sampled_at: Date | null;
  blind_since: Date | null;
}

/** Take the measurement for this transaction; false when another worker has it. */
export async function claimMeasurement(db: SqlExecutor): Promise<boolean> {
  const rows = await db.query<{ claimed: boolean }>(sql`select pg_try_advisory_xact_lock(7106, 1) as claimed`);
  return rows[0]?.claimed === true;
}

/** Cursors of all targets that were ever read. */
export async function loadCursors(db: SqlExecutor): Promise<Map<string, Cursor>> {
  const rows = await db.query<CursorRow>(
    sql`select target_id, source, series, sampled_at, blind_since from minute_cursor`,
  );
  return new Map(
    rows.map((row) => [
      row.target_id,
      {
        targetId: row.target_id,
        source: row.source,
        series: row.series,
        sampledAt: row.sampled_at === null ? null : instant(row.sampled_at.getTime()),
        blindSince: row.blind_since === null ? null : instant(row.blind_since.getTime()),
      },
    ]),
  );
}

export interface CursorChange {
  readonly targetId: string;
  readonly source: string;
  readonly series: CountsAccumulator["series"];
  readonly sampledAt: Instant | null;
  readonly blind: { readonly cause: string; readonly detail: string; readonly since: Instant } | null;
}

/** Keep where a target's reading has come to. */
export async function saveCursor(db: SqlExecutor, change: CursorChange): Promise<void> {
  const { targetId, source, blind } = change;
  const sampledAt = change.sampledAt === null ? null : new Date(change.sampledAt).toISOString();
  const since = blind === null ? null : new Date(blind.since).toISOString();
  await db.query(sql`
    insert into minute_cursor (target_id, source, series, sampled_at, blind_cause, blind_detail, blind_since)
    values (${targetId}, ${source}, ${JSON.stringify(change.series)}::jsonb, ${sampledAt}::timestamptz,
            ${blind?.cause ?? null}, ${blind?.detail ?? null}, ${since}::timestamptz)
    on conflict (target_id) do update set source = excluded.source, series = excluded.series,
      sampled_at = excluded.sampled_at, blind_cause = excluded.blind_cause, blind_detail = excluded.blind_detail,
      blind_since = excluded.blind_since`);
}

export interface CountedMinute {
  readonly targetId: string;
  readonly source: string;
  readonly minute: number;
  readonly counts: MinuteCounts;
  readonly boundsMs: readonly number[];
}

/**
 * Add counts to a minute: two readings can belong to the same one. Latency is kept only where the hour has the same bounds; with
 * others it is unknown from here on.
 */
export async function addMinute(db: SqlExecutor, counted: CountedMinute): Promise<void> {
  const { targetId, source, minute, counts } = counted;
  const hour = new Date(Math.floor(minute / hourMs) * hourMs).toISOString();
  const index = Math.floor((minute % hourMs) / minuteMs) + 1;
  const bounds = counts.latencyCounts === null ? [] : [...counted.boundsMs];
  const width = bounds.length + 1;
  await db.query(sql`
    insert into service_hour (target_id, hour, source, requests, errors, bounds_ms, latency_counts)
    values (${targetId}, ${hour}::timestamptz, ${source}, array_fill(null::bigint, array[60]),
            array_fill(null::bigint, array[60]), ${bounds}::float8[],
            case when ${bounds.length}::int = 0 then '{}'::bigint[] else array_fill(null::bigint, array[60 * ${width}::int]) end)
    on conflict (target_id, hour) do nothing`);
  await db.query(sql`
    update service_hour set source = ${source}, recorded_at = clock_timestamp(),
      requests[${index}::int] = coalesce(requests[${index}::int], 0) + ${counts.requests}::bigint,
      errors[${index}::int] = coalesce(errors[${index}::int], 0) + ${counts.errors}::bigint
    where target_id = ${targetId} and hour = ${hour}::timestamptz`);
  if (counts.latencyCounts === null) return;
  const first = (index - 1) * width + 1;
  await db.query(sql`
    update service_hour set latency_counts[${first}::int:${first + width - 1}::int] = (
      select array_agg(coalesce(latency_counts[${first}::int + n.i - 1], 0) + n.count order by n.i)
      from unnest(${[...counts.latencyCounts]}::bigint[]) with ordinality as n(count, i))
    where target_id = ${targetId} and hour = ${hour}::timestamptz and bounds_ms = ${bounds}::float8[]`);
}
