import { type SqlExecutor, sql } from "@/lib/platform/db/executor";

/** What of one source was deleted. */
export interface DisposedOfSource {
  readonly sourceId: string;
  readonly deliveries: number;
  readonly bytes: number;
  readonly receivedFromMs: number;
  readonly receivedToMs: number;
}

/**
 * The number of the first delivery that came within the last `days`, so that older ones are found without looking at all; null when all
 * are older, or there is none.
 */
export async function firstKeptDelivery(db: SqlExecutor, days: number): Promise<string | null> {
  const [row] = await db.query<{ id: string }>(sql`
    select id::text from delivery where received_at >= clock_timestamp() - make_interval(days => ${days})
    order by delivery.id limit 1`);
  return row?.id ?? null;
}

/**
 * Delete up to `limit` deliveries that came more than `days` ago and before delivery `before`, oldest first, and add their number to the
 * tally of their source (`disposed`), in the caller's transaction. Those that wait to be read stay, and so does what deliveries said.
 */
export async function disposeDeliveries(
  db: SqlExecutor,
  given: { readonly days: number; readonly before: string | null; readonly limit: number },
): Promise<DisposedOfSource[]> {
  const rows = await db.query<{
    source_id: string;
    count: number;
    bytes: number;
    first_ms: number;
    last_ms: number;
  }>(sql`
    with old as materialized (
      select id from delivery
      where (${given.before}::bigint is null or id < ${given.before}::bigint) and state <> 'received'
        and received_at < clock_timestamp() - make_interval(days => ${given.days})
      order by id limit ${given.limit} for update skip locked
    ), gone as (
      delete from delivery d using old where d.id = old.id
      returning d.source_id, octet_length(d.body) as size, d.received_at
    ), counted as (
      select source_id, count(*)::int as count, sum(size)::double precision as bytes, (extract(epoch from min(received_at)) * 1000)::double precision as first_ms,
        (extract(epoch from max(received_at)) * 1000)::double precision as last_ms
      from gone group by source_id
    ), tallied as (
      insert into delivery_tally (source_id, hour, outcome, count, last_at)
      select source_id, date_trunc('hour', clock_timestamp()), 'disposed', count, clock_timestamp() from counted order by source_id
      on conflict (source_id, hour, outcome) do update set count = delivery_tally.count + excluded.count,
        last_at = excluded.last_at
    )
    select * from counted order by source_id`);
  return rows.map((row) => ({
    sourceId: row.source_id,
    deliveries: row.count,
    bytes: row.bytes,
    receivedFromMs: row.first_ms,
    receivedToMs: row.last_ms,
  }));
}
