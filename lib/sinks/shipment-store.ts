import { prismaExecutor, type SqlExecutor, sql } from "@/lib/platform/db/executor";
import type { Db } from "@/lib/platform/db/prisma";
import { storable } from "@/lib/platform/storable";
import type { ShippedRecord } from "./domain/audit-record";

/** Run `work` in one transaction that may wait for a receiver. */
export function inOneShipment<Result>(db: Db, work: (db: SqlExecutor) => Promise<Result>): Promise<Result> {
  return db.$transaction((tx) => work(prismaExecutor(tx)), { maxWait: 5_000, timeout: 30_000 });
}

/**
 * Take the cursor of one receiver until the transaction ends; null when another worker has it, when it is left alone for a while, or
 * when there is none.
 */
export async function takeCursor(
  db: SqlExecutor,
  connectionId: string,
): Promise<{ eventId: bigint; failures: number } | null> {
  const [row] = await db.query<{ event_id: bigint; failures: number }>(sql`
    select event_id, failures from shipment_cursor
    where connection_id = ${connectionId} and (retry_at is null or retry_at <= clock_timestamp())
    for update skip locked`);
  return row ? { eventId: BigInt(row.event_id), failures: row.failures } : null;
}

interface EventRow {
  readonly id: bigint;
  readonly at: Date;
  readonly actor_kind: string;
  readonly actor_id: string | null;
  readonly actor_name: string;
  readonly action: string;
  readonly outcome: string;
  readonly subject_kind: string;
  readonly subject_id: string | null;
  readonly subject_name: string | null;
  readonly reason: string | null;
  readonly before: string | null;
  readonly after: string | null;
  readonly detail: string | null;
  readonly request_id: string | null;
  readonly source_address: string | null;
}

/**
 * The next records after a cursor, in the order of their ids. A record whose id is lower may still be on its way in an open transaction,
 * and would be passed over for ever: so only those are given that are older than every transaction that is open now, and than a second.
 */
export async function nextRecords(db: SqlExecutor, after: bigint, limit: number): Promise<ShippedRecord[]> {
  const rows = await db.query<EventRow>(sql`
    select id, at, actor_kind::text, actor_id, actor_name, action, outcome::text, subject_kind, subject_id, subject_name, reason,
      before::text, after::text, detail::text, request_id, source_address
    from audit_event e
    where id > ${after}::bigint and id < coalesce((
      select min(id) from audit_event
      where id > ${after}::bigint and at > clock_timestamp() - interval '1 day'
        and (at > clock_timestamp() - interval '1 second'
          or age(xmin) <= age((pg_snapshot_xmin(pg_current_snapshot()))::text::xid8::xid))), 9223372036854775807)
    order by id limit ${limit}`);
  return rows.map((row) => ({
    id: row.id.toString(),
    atMs: row.at.getTime(),
    at: row.at.toISOString(),
    actorKind: row.actor_kind,
    actorId: row.actor_id,
    actorName: row.actor_name,
    action: row.action,
    outcome: row.outcome,
    subjectKind: row.subject_kind,
    subjectId: row.subject_id,
    subjectName: row.subject_name,
    reason: row.reason,
    before: row.before,
    after: row.after,
    detail: row.detail,
    requestId: row.request_id,
    sourceAddress: row.source_address,
  }));
}

/** Every record up to this one was accepted. */
export async function advanceCursor(
  db: SqlExecutor,
  connectionId: string,
  eventId: string,
  count: number,
): Promise<void> {
  await db.query(sql`
    update shipment_cursor set event_id = ${eventId}::bigint, shipped_count = shipped_count + ${count},
      shipped_at = clock_timestamp(), failures = 0, failure = null, retry_at = null
    where connection_id = ${connectionId}`);
}

/** The receiver did not accept; it is left alone for a while. */
export async function postponeShipment(
  db: SqlExecutor,
  connectionId: string,
  given: { readonly failure: string; readonly retryMs: number },
): Promise<void> {
  await db.query(sql`
    update shipment_cursor set failures = failures + 1, failure = ${storable(given.failure).slice(0, 1_000)},
      retry_at = clock_timestamp() + make_interval(secs => ${given.retryMs / 1_000}::double precision)
    where connection_id = ${connectionId}`);
}
