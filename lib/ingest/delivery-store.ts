import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import { Prisma } from "@/lib/platform/db/prisma";
import type { RawDelivery, SourceFacts } from "./port";

/** A body that the door let in. */
export interface NewDelivery {
  readonly sourceId: string;
  /** The sender's own id of it; null when it has none. */
  readonly senderId: string | null;
  /** For senders without ids: hash of the body. The same one within a minute is the same delivery. */
  readonly bodyHash: string | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  /** `token`: it came by the API, from somebody with a token of ours. `asked`: a fact of a system that we asked, in our own form. */
  readonly verification: "signature" | "secret" | "token" | "asked";
}

/** What became of one: its id (a decimal number), or null when it was here already. */
export type StoredDelivery = { readonly id: string | null };

/**
 * Store bodies in one statement, in the order given. A redelivery is not stored again. Two of the same within one call are one,
 * too. Answers one outcome per body, in the same order.
 */
export async function insertDeliveries(
  db: SqlExecutor,
  given: readonly NewDelivery[],
  nowMs: number,
): Promise<StoredDelivery[]> {
  const minute = Math.floor(nowMs / 60_000);
  const firstOfKey = new Map<string, number>();
  const rows = given.map((delivery, at) => {
    const bodyKey = delivery.bodyHash === null ? null : `${delivery.bodyHash}.${minute}`;
    const key = `${delivery.sourceId}\n${delivery.senderId ?? ""}\n${bodyKey ?? ""}`;
    if (!firstOfKey.has(key)) firstOfKey.set(key, at);
    return { delivery, bodyKey, before: delivery.bodyHash && `${delivery.bodyHash}.${minute - 1}`, key };
  });
  const fresh = rows.filter((row, at) => firstOfKey.get(row.key) === at);
  const values = fresh.map(
    ({ delivery, bodyKey, before }) =>
      sql`(${delivery.sourceId}, ${delivery.senderId}::text, ${bodyKey}::text, ${before}::text, ${JSON.stringify(delivery.headers)}::jsonb, ${delivery.body}::bytea, ${delivery.verification})`,
  );
  const stored = await db.query<{
    id: string;
    source_id: string;
    sender_id: string | null;
    body_key: string | null;
  }>(sql`
    insert into delivery (source_id, sender_id, body_key, headers, body, verification)
    select g.source_id, g.sender_id, g.body_key, g.headers, g.body, g.verification
    from (values ${Prisma.join(values)}) as g(source_id, sender_id, body_key, key_before, headers, body, verification)
    where not exists (
      select from delivery d where d.source_id = g.source_id and d.body_key = g.key_before
        and d.received_at > clock_timestamp() - interval '60 seconds')
    on conflict do nothing
    returning id::text, source_id, sender_id, body_key`);
  const idOf = new Map(
    stored.map((row) => [`${row.source_id}\n${row.sender_id ?? ""}\n${row.body_key ?? ""}`, row.id]),
  );
  return rows.map((row, at) => ({ id: firstOfKey.get(row.key) === at ? (idOf.get(row.key) ?? null) : null }));
}

/** A delivery that waits to be read. */
export interface WaitingDelivery extends RawDelivery {
  readonly id: string;
  readonly source: SourceFacts;
  readonly receivedAtMs: number;
  readonly attempts: number;
  /** It was read before, by a parser of this version; null the first time. */
  readonly parserVersion: number | null;
  /** It is a fact in our own form, which no sender's parser reads. */
  readonly isAsked: boolean;
}

interface WaitingRow {
  readonly id: string;
  readonly source_id: string;
  readonly slug: string;
  readonly kind: string;
  readonly config: { readonly settings?: Record<string, unknown> };
  readonly headers: Record<string, string>;
  readonly body: Uint8Array;
  readonly received_ms: number;
  readonly attempts: number;
  readonly parser_version: number | null;
  readonly is_asked: boolean;
}

/** Bytes of bodies that one batch may hold, so that a few large ones do not fill the memory. */
const maxBatchBytes = 16_777_216;

/**
 * Take up to `limit` deliveries that wait to be read, oldest first, or those of `only` that still do. They stay taken until the
 * caller's transaction ends; when the process dies before, they are free again.
 */
export async function claimDeliveries(
  db: SqlExecutor,
  limit: number,
  only: readonly string[] | null,
): Promise<WaitingDelivery[]> {
  const which =
    only === null
      ? sql`(retry_at is null or retry_at <= clock_timestamp())`
      : sql`id in (select value::bigint from jsonb_array_elements_text(${JSON.stringify(only)}::jsonb))`;
  const rows = await db.query<WaitingRow>(sql`
    with picked as materialized (
      select id, octet_length(body)::bigint as size from delivery
      where state = 'received' and ${which} order by id limit ${limit} for update skip locked
    ), ranked as (
      select id, sum(size) over (order by id) - size as size_before from picked
    )
    select d.id::text, d.source_id, s.slug, s.kind, s.config, d.headers, d.body, d.attempts, d.parser_version,
      d.verification = 'asked' as is_asked, (extract(epoch from d.received_at) * 1000)::double precision as received_ms
    from ranked r join delivery d on d.id = r.id join event_source s on s.id = d.source_id
    where r.size_before < ${maxBatchBytes} order by d.id`);
  return rows.map((row) => ({
    id: row.id,
    source: { id: row.source_id, slug: row.slug, kind: row.kind, config: row.config.settings ?? {} },
    headers: row.headers,
    body: row.body,
    receivedAtMs: row.received_ms,
    attempts: row.attempts,
    parserVersion: row.parser_version,
    isAsked: row.is_asked,
  }));
}

/** What reading a delivery came to. */
export interface ReadDelivery {
  readonly id: string;
  readonly sourceId: string;
  readonly state: "parsed" | "ignored" | "dead";
  readonly outcome: string;
  readonly detail: { readonly event?: string; readonly words?: string };
  readonly factCount: number;
  readonly parserVersion: number | null;
}

/** Write down what reading came to, and count the outcomes of first readings hour by hour. */
export async function saveRead(db: SqlExecutor, read: readonly ReadDelivery[]): Promise<void> {
  const rows = read.map((one) => ({
    id: one.id,
    source_id: one.sourceId,
    state: one.state,
    outcome: one.outcome,
    detail: one.detail,
    fact_count: one.factCount,
    parser_version: one.parserVersion,
  }));
  await db.query(sql`
    with given as materialized (
      select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as g(id bigint, source_id text, state delivery_state,
        outcome text, detail jsonb, fact_count int, parser_version int)
    ), saved as (
      update delivery d set state = g.state, outcome = g.outcome, detail = g.detail, fact_count = g.fact_count,
        parser_version = g.parser_version, attempts = d.attempts + 1, handled_at = clock_timestamp(), retry_at = null
      from given g where d.id = g.id
    )
    insert into delivery_tally (source_id, hour, outcome, count, last_at, last_detail)
    select source_id, date_trunc('hour', clock_timestamp()), outcome, count(*), clock_timestamp(), max(detail ->> 'words')
    from given where not exists (select from delivery d where d.id = given.id and d.handled_at is not null)
    group by source_id, outcome order by source_id, outcome
    on conflict (source_id, hour, outcome) do update set count = delivery_tally.count + excluded.count,
      last_at = excluded.last_at, last_detail = coalesce(excluded.last_detail, delivery_tally.last_detail)`);
}

/** Storing what a delivery says failed: try again in `retryMs`, or set it aside as dead (`null`), with why in words. */
export async function postponeDelivery(
  db: SqlExecutor,
  id: string,
  given: { readonly failure: string; readonly retryMs: number | null },
): Promise<void> {
  const detail = JSON.stringify({ words: given.failure });
  await db.query(
    given.retryMs === null
      ? sql`update delivery set state = 'dead', outcome = 'not_stored', detail = ${detail}::jsonb, attempts = attempts + 1,
              handled_at = clock_timestamp(), retry_at = null where id = ${id}::bigint`
      : sql`update delivery set detail = ${detail}::jsonb, attempts = attempts + 1,
              retry_at = clock_timestamp() + make_interval(secs => ${given.retryMs / 1_000}::double precision)
            where id = ${id}::bigint`,
  );
}

/** One outcome to count that leaves no delivery behind: what was refused at the door, and repetitions. */
export interface DoorOutcome {
  readonly sourceId: string;
  readonly outcome: string;
  readonly detail: string | null;
  readonly count: number;
}

/** Count outcomes of the door. */
export async function tallyDoor(db: SqlExecutor, outcomes: readonly DoorOutcome[]): Promise<void> {
  if (outcomes.length === 0) return;
  const rows = outcomes.map((one) => ({ ...one, source_id: one.sourceId }));
  await db.query(sql`
    insert into delivery_tally (source_id, hour, outcome, count, last_at, last_detail, is_door)
    select source_id, date_trunc('hour', clock_timestamp()), outcome, sum(count), clock_timestamp(), max(detail), true
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as g(source_id text, outcome text, detail text, count bigint)
    group by source_id, outcome order by source_id, outcome
    on conflict (source_id, hour, outcome) do update set count = delivery_tally.count + excluded.count,
      last_at = excluded.last_at, last_detail = coalesce(excluded.last_detail, delivery_tally.last_detail)`);
}

/** A source has been heard. */
export async function noteHeard(db: SqlExecutor, sourceIds: readonly string[]): Promise<void> {
  await db.query(sql`
    update event_source set last_event_at = clock_timestamp()
    where id in (select jsonb_array_elements_text(${JSON.stringify(sourceIds)}::jsonb))
      and (last_event_at is null or last_event_at < clock_timestamp() - interval '1 second')`);
}
