import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import { Prisma } from "@/lib/platform/db/prisma";
import { decodeCursor, type Page, toPage } from "@/lib/platform/paging";
import type { DeliveryDetail, DeliveryRow, DeliveryState, SetAsideSubject } from "./delivery-contract";

/** Longest body that a page shows. */
const shownBytes = 262_144;

interface StoredRow {
  readonly id: string;
  readonly received_at: Date;
  readonly sender_id: string | null;
  readonly verification: string;
  readonly state: DeliveryState;
  readonly outcome: string | null;
  readonly detail: { readonly event?: string; readonly words?: string } | null;
  readonly fact_count: number;
  readonly attempts: number;
  readonly parser_version: number | null;
  readonly size_bytes: number;
}

const columns = sql`id::text, received_at, sender_id, verification, state, outcome, detail, fact_count, attempts,
  parser_version, octet_length(body) as size_bytes`;

function rowOf(row: StoredRow): DeliveryRow {
  return {
    id: row.id,
    receivedAt: row.received_at.toISOString(),
    senderId: row.sender_id,
    verification: row.verification,
    state: row.state,
    outcome: row.outcome,
    event: row.detail?.event ?? null,
    words: row.detail?.words ?? null,
    factCount: row.fact_count,
    attempts: row.attempts,
    parserVersion: row.parser_version,
    sizeBytes: row.size_bytes,
  };
}

export interface DeliveryFilter {
  readonly limit: number;
  readonly cursor?: string | undefined;
  readonly state?: DeliveryState | undefined;
  readonly outcome?: string | undefined;
}

/** Deliveries of a source, newest first. */
export async function listDeliveryRows(
  db: SqlExecutor,
  sourceId: string,
  filter: DeliveryFilter,
): Promise<Page<DeliveryRow>> {
  const before = decodeCursor(filter.cursor, /^\d{1,18}$/);
  const rows = await db.query<StoredRow>(sql`
    select ${columns} from delivery
    where source_id = ${sourceId}
      ${before === undefined ? Prisma.empty : sql`and id < ${before}::bigint`}
      ${filter.state === undefined ? Prisma.empty : sql`and state = ${filter.state}::delivery_state`}
      ${filter.outcome === undefined ? Prisma.empty : sql`and outcome = ${filter.outcome}`}
    order by delivery.id desc limit ${filter.limit + 1}`);
  return toPage(rows.map(rowOf), filter.limit, ({ id }) => id);
}

/** One delivery with its body and what it says; null when the source has none of that number. */
export async function findDelivery(db: SqlExecutor, sourceId: string, id: string): Promise<DeliveryDetail | null> {
  const [row] = await db.query<StoredRow & { headers: Record<string, string>; body: Uint8Array }>(sql`
    select ${columns}, headers, substring(body from 1 for ${shownBytes}) as body
    from delivery where id = ${id}::bigint and source_id = ${sourceId}`);
  if (!row) return null;
  const facts = await db.query<{ id: string; kind: string; subject_key: string; occurred_at: Date }>(sql`
    select f.id, f.kind, f.subject_key, f.occurred_at from fact_mention m join signal_fact f on f.id = m.fact_id
    where m.delivery_id = ${id}::bigint order by f.occurred_at, f.id limit 1000`);
  return {
    ...rowOf(row),
    headers: row.headers,
    body: { ...shownBody(row.body), isCut: row.size_bytes > shownBytes },
    facts: facts.map((fact) => ({
      id: fact.id,
      kind: fact.kind,
      subjectKey: fact.subject_key,
      occurredAt: fact.occurred_at.toISOString(),
    })),
  };
}

function shownBody(bytes: Uint8Array): { readonly text: string; readonly encoding: "utf8" | "base64" } {
  try {
    return { text: new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes), encoding: "utf8" };
  } catch {
    return { text: Buffer.from(bytes).toString("base64"), encoding: "base64" };
  }
}

/** Subjects whose projection failed, those that wait for somebody first. */
export async function listSetAside(db: SqlExecutor, limit: number): Promise<SetAsideSubject[]> {
  const rows = await db.query<{
    subject_key: string;
    kind: string;
    failure: string;
    attempts: number;
    retry_at: Date | null;
  }>(sql`
    select subject_key, kind, failure, attempts, retry_at from dirty_subject where failure is not null
    order by retry_at desc nulls first, subject_key limit ${limit}`);
  return rows.map((row) => ({
    subjectKey: row.subject_key,
    kind: row.kind,
    failure: row.failure,
    attempts: row.attempts,
    retryAt: row.retry_at?.toISOString() ?? null,
  }));
}
