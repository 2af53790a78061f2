import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import type { LatencyView, VersionLatency } from "./contract";
import { type LatencyBuckets, mergeBuckets } from "./domain/latency-buckets";
import { latencyChange, shownQuantile } from "./domain/latency-change";

const rule =
  "Quantiles of requests, from histograms whose buckets are 9 % wide; intervals of 95 % by order statistics, of a change by those of both sides together.";

interface MinuteRow {
  readonly version: string;
  readonly origin: "spans" | "metrics";
  readonly requests: number;
  readonly errors: number;
  readonly first_at: Date;
  readonly last_at: Date;
  readonly buckets: Record<string, number>[];
}

const maxVersions = 20;

/** Latency of each version that was seen in a period. Where both spans and metrics came, metrics count: spans may be sampled. */
export async function loadLatency(
  db: SqlExecutor,
  asked: { readonly slug: string; readonly environment: string; readonly fromMs: number; readonly toMs: number },
): Promise<LatencyView> {
  const rows = await db.query<MinuteRow>(sql`
    select m.version, m.origin, sum(m.requests)::float8 as requests, sum(m.errors)::float8 as errors,
      min(m.minute) as first_at, max(m.minute) as last_at, jsonb_agg(m.buckets) as buckets
    from version_minute m join service s on s.id = m.service_id join environment e on e.id = m.environment_id
    where s.slug = ${asked.slug} and e.slug = ${asked.environment}
      and m.minute >= to_timestamp(${asked.fromMs}::float8 / 1000) and m.minute < to_timestamp(${asked.toMs}::float8 / 1000)
    group by m.version, m.origin order by min(m.minute) desc, m.version desc limit ${2 * maxVersions}`);
  const best = new Map<string, MinuteRow>();
  for (const row of rows) if (row.origin === "metrics" || !best.has(row.version)) best.set(row.version, row);
  const seen = [...best.values()].slice(0, maxVersions).map((row) => ({ row, buckets: mergeBuckets(...row.buckets) }));
  const [newest, before] = seen;
  return {
    service: asked.slug,
    environment: asked.environment,
    from: new Date(asked.fromMs).toISOString(),
    to: new Date(asked.toMs).toISOString(),
    versions: seen.map(({ row, buckets }) => view(row, buckets)),
    change: newest && before ? changeOf(before, newest) : null,
    rule,
  };
}

type Seen = { readonly row: MinuteRow; readonly buckets: LatencyBuckets };

function changeOf(before: Seen, newest: Seen): LatencyView["change"] {
  const at = (q: number) => latencyChange(before.buckets, newest.buckets, q);
  return { from: before.row.version, to: newest.row.version, p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}

function view(row: MinuteRow, buckets: LatencyBuckets): VersionLatency {
  return {
    version: row.version,
    origin: row.origin,
    requests: row.requests,
    errors: row.errors,
    firstAt: row.first_at.toISOString(),
    lastAt: row.last_at.toISOString(),
    p50: shownQuantile(buckets, 0.5),
    p95: shownQuantile(buckets, 0.95),
    p99: shownQuantile(buckets, 0.99),
  };
}
