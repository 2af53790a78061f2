import type { CountsAccumulator } from "@/lib/analysis/domain/counts";
import { type Instant, instant } from "@/lib/kernel/instant";
import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import { hourMs, type MinuteCounts, minuteMs } from "./domain/minutes";
import { noNoise } from "./domain/sampling";
import { settleMs } from "./domain/stored-hours";
import { reopenHours } from "./objective-hour-store";

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

/** Keep where the readings of these targets have come to, each of which is named once. */
export async function saveCursors(db: SqlExecutor, changes: readonly CursorChange[]): Promise<void> {
  if (changes.length === 0) return;
  const rows = changes.map(({ targetId, source, series, sampledAt, blind }) => ({
    target_id: targetId,
    source,
    series,
    sampled_at: sampledAt === null ? null : new Date(sampledAt).toISOString(),
    blind_cause: blind?.cause ?? null,
    blind_detail: blind?.detail ?? null,
    blind_since: blind === null ? null : new Date(blind.since).toISOString(),
  }));
  await db.query(sql`
    insert into minute_cursor (target_id, source, series, sampled_at, blind_cause, blind_detail, blind_since)
    select target_id, source, series, sampled_at, blind_cause, blind_detail, blind_since
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(target_id text, source text, series jsonb,
      sampled_at timestamptz, blind_cause text, blind_detail text, blind_since timestamptz)
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
 * Add counts to minutes: two readings can belong to the same one. Latency is kept only where the hour has the same bounds; with
 * others it is unknown from here on. Sums of hours that are stored already are given up where minutes come late, and made again by the
 * rounds that follow. The number of statements does not grow with the number of targets.
 */
export async function addMinutes(db: SqlExecutor, minutes: readonly CountedMinute[], now: Instant): Promise<void> {
  for (const round of roundsOf(minutes)) await addRound(db, round);
  const late = minutes.filter(({ minute }) => Math.floor(minute / hourMs) * hourMs + hourMs + settleMs <= now);
  await reopenHours(db, late);
}

/** In turns that name no hour of a target twice: a statement changes a row once. */
function roundsOf(minutes: readonly CountedMinute[]): CountedMinute[][] {
  const rounds: CountedMinute[][] = [];
  const turns = new Map<string, number>();
  for (const minute of minutes) {
    const key = `${minute.targetId} ${Math.floor(minute.minute / hourMs)}`;
    const turn = turns.get(key) ?? 0;
    turns.set(key, turn + 1);
    rounds[turn] = [...(rounds[turn] ?? []), minute];
  }
  return rounds;
}

async function addRound(db: SqlExecutor, minutes: readonly CountedMinute[]): Promise<void> {
  const rows = minutes.map(({ targetId, source, minute, counts, boundsMs }) => ({
    target_id: targetId,
    hour: new Date(Math.floor(minute / hourMs) * hourMs).toISOString(),
    source,
    index: Math.floor((minute % hourMs) / minuteMs) + 1,
    requests: counts.requests,
    errors: counts.errors,
    bounds: counts.latencyCounts === null ? [] : boundsMs,
    latency: counts.latencyCounts,
  }));
  const told = sql`jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(target_id text, hour timestamptz, source text,
    index int, requests bigint, errors bigint, bounds float8[], latency bigint[])`;
  await db.query(sql`
    insert into service_hour (target_id, hour, source, requests, errors, bounds_ms, latency_counts)
    select target_id, hour, source, array_fill(null::bigint, array[60]), array_fill(null::bigint, array[60]), bounds,
           case when cardinality(bounds) = 0 then '{}'::bigint[]
                else array_fill(null::bigint, array[60 * (cardinality(bounds) + 1)]) end
    from ${told}
    on conflict (target_id, hour) do nothing`);
  await db.query(sql`
    update service_hour s set source = r.source, recorded_at = clock_timestamp(),
      requests[r.index] = coalesce(s.requests[r.index], 0) + r.requests,
      errors[r.index] = coalesce(s.errors[r.index], 0) + r.errors
    from ${told} where s.target_id = r.target_id and s.hour = r.hour`);
  await addOpen(db, minutes);
  if (rows.every(({ latency }) => latency === null)) return;
  await db.query(sql`
    update service_hour s
    set latency_counts[(r.index - 1) * cardinality(r.latency) + 1 : r.index * cardinality(r.latency)] = (
      select array_agg(coalesce(s.latency_counts[(r.index - 1) * cardinality(r.latency) + n.i], 0) + n.count order by n.i)
      from unnest(r.latency) with ordinality as n(count, i))
    from ${told}
    where s.target_id = r.target_id and s.hour = r.hour and r.latency is not null and s.bounds_ms = r.bounds`);
}

/** What counts leave open, of the few minutes that have any: filled in only there, so that other hours stay as small as they were. */
async function addOpen(db: SqlExecutor, minutes: readonly CountedMinute[]): Promise<void> {
  const rows = minutes.flatMap(({ targetId, minute, counts }) => {
    const { doubtful = 0, noise = noNoise } = counts;
    if (doubtful === 0 && noise.heaviest <= 1) return [];
    return {
      target_id: targetId,
      hour: new Date(Math.floor(minute / hourMs) * hourMs).toISOString(),
      index: Math.floor((minute % hourMs) / minuteMs) + 1,
      doubtful,
      ...{ good: noise.good, bad: noise.bad, heaviest: noise.heaviest },
    };
  });
  if (rows.length === 0) return;
  const told = sql`jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(target_id text, hour timestamptz, index int,
    doubtful bigint, good float8, bad float8, heaviest float8)`;
  await db.query(sql`
    update service_hour s set
      doubtful = case when r.doubtful > 0 and s.doubtful = '{}' then array_fill(null::bigint, array[60]) else s.doubtful end,
      noise = case when r.heaviest > 1 and s.noise = '{}' then array_fill(null::float8, array[180]) else s.noise end
    from ${told} where s.target_id = r.target_id and s.hour = r.hour`);
  await db.query(sql`
    update service_hour s set doubtful[r.index] = coalesce(s.doubtful[r.index], 0) + r.doubtful
    from ${told} where s.target_id = r.target_id and s.hour = r.hour and r.doubtful > 0`);
  await db.query(sql`
    update service_hour s set
      noise[3 * r.index - 2] = coalesce(s.noise[3 * r.index - 2], 0) + r.good,
      noise[3 * r.index - 1] = coalesce(s.noise[3 * r.index - 1], 0) + r.bad,
      noise[3 * r.index] = greatest(coalesce(s.noise[3 * r.index], 1), r.heaviest)
    from ${told} where s.target_id = r.target_id and s.hour = r.hour and r.heaviest > 1`);
}
