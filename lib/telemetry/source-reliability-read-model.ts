import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import type { ToldMinutes } from "./domain/source-reliability";

/** Hours that are looked at. */
const hours = 24;

/**
 * What each source told of the last 24 whole hours by the database's clock, by slug: of targets that trust it first, from the first whole hour after they were
 * made. A source that no target trusts first is missing.
 */
export async function loadToldMinutes(db: SqlExecutor): Promise<Map<string, ToldMinutes>> {
  const rows = await db.query<ToldMinutes & { source: string }>(sql`
    with span as (
      select date_trunc('hour', clock_timestamp()) as until,
        date_trunc('hour', clock_timestamp()) - make_interval(hours => ${hours}) as since
    ), bound as (
      select t.id, t.telemetry -> 0 ->> 'source' as source, span.until,
        greatest(span.since, date_trunc('hour', t.created_at) + interval '1 hour') as since
      from target t cross join span
    ), told as (
      select b.source, h.source as by, (select count(*) from unnest(h.requests) as one where one is not null) as minutes
      from bound b join service_hour h on h.target_id = b.id and h.hour >= b.since and h.hour < b.until
    )
    select b.source,
      greatest(0, sum(greatest(0, extract(epoch from b.until - b.since) / 60))
        - coalesce((select sum(minutes) from told where told.source = b.source and told.by <> b.source), 0))::int as expected,
      coalesce((select sum(minutes) from told where told.source = b.source and told.by = b.source), 0)::int as known
    from bound b where b.source is not null group by b.source`);
  return new Map(rows.map(({ source, expected, known }) => [source, { expected, known }]));
}
