import { prismaExecutor, type SqlExecutor, sql } from "@/lib/platform/db/executor";
import type { Db, Tx } from "@/lib/platform/db/prisma";
import { storable } from "@/lib/platform/storable";
import { sendHint } from "@/lib/platform/stream/hints";
import type { ImportFormat, TableMapping, TablePreview } from "./contract";
import type { RecordFault } from "./domain/draft";
import type { ImportState } from "./domain/import-state";

export interface NewImport {
  readonly id: string;
  readonly sourceId: string;
  readonly fileName: string;
  readonly format: ImportFormat;
  readonly sizeBytes: number;
  readonly createdBy: string;
}

export async function insertImport(tx: Tx, given: NewImport): Promise<void> {
  await tx.historyImport.create({ data: { ...given, state: "uploading" } });
}

/** An import, locked until the transaction ends; null when there is none. */
export async function lockImport(
  db: SqlExecutor,
  id: string,
): Promise<{
  state: ImportState;
  sizeBytes: number;
  revision: number;
  format: ImportFormat;
  faultCount: number;
} | null> {
  const [row] = await db.query<{
    state: ImportState;
    size_bytes: number;
    revision: number;
    format: ImportFormat;
    fault_count: number;
  }>(sql`select state, size_bytes, revision, format, fault_count from history_import where id = ${id} for update`);
  if (!row) return null;
  return {
    state: row.state,
    sizeBytes: row.size_bytes,
    revision: row.revision,
    format: row.format,
    faultCount: row.fault_count,
  };
}

/** Keep a part; the same again replaces it. Answers how many bytes are there now. */
export async function savePart(db: SqlExecutor, id: string, index: number, bytes: Uint8Array): Promise<number> {
  await db.query(sql`
    insert into history_import_part (import_id, index, bytes) values (${id}, ${index}, ${bytes})
    on conflict (import_id, index) do update set bytes = excluded.bytes`);
  const [row] = await db.query<{ received: number }>(sql`
    update history_import set updated_at = clock_timestamp(), received_bytes =
      (select coalesce(sum(octet_length(bytes)), 0) from history_import_part where import_id = ${id})
    where id = ${id} returning received_bytes as received`);
  return row?.received ?? 0;
}

/** A new state; whoever works on it starts from its first record. */
export async function setState(
  tx: Tx,
  id: string,
  state: ImportState,
  more: { readonly mapping?: TableMapping; readonly startedAt?: Date; readonly finishedAt?: Date } = {},
): Promise<number> {
  const { revision } = await tx.historyImport.update({
    where: { id },
    data: { ...more, state, position: 0, leasedUntil: null, leaseToken: null, revision: { increment: 1 } },
  });
  return revision;
}

/** The bytes are not needed any more. */
export async function deleteParts(db: SqlExecutor, id: string): Promise<void> {
  await db.query(sql`delete from history_import_part where import_id = ${id}`);
}

export interface LeasedImport {
  readonly id: string;
  readonly token: string;
  readonly sourceId: string;
  readonly sourceSlug: string;
  readonly fileName: string;
  readonly format: ImportFormat;
  readonly state: ImportState;
  readonly mapping: TableMapping | null;
  readonly position: number;
}

/** Take an import that has work and that nobody works on; null when there is none such. */
export async function leaseImport(db: Db, id: string, token: string, leaseMs: number): Promise<LeasedImport | null> {
  const executor = prismaExecutor(db);
  const [row] = await executor.query<{
    source_id: string;
    slug: string;
    file_name: string;
    format: ImportFormat;
    state: ImportState;
    mapping: TableMapping | null;
    position: number;
  }>(sql`
    update history_import i set lease_token = ${token},
      leased_until = clock_timestamp() + make_interval(secs => ${leaseMs / 1_000}::double precision)
    from event_source s
    where i.id = ${id} and s.id = i.source_id and i.state in ('reading', 'checking', 'running')
      and (i.leased_until is null or i.leased_until < clock_timestamp())
    returning i.source_id, s.slug, i.file_name, i.format, i.state, i.mapping, i.position`);
  if (!row) return null;
  return {
    id,
    token,
    sourceId: row.source_id,
    sourceSlug: row.slug,
    fileName: row.file_name,
    format: row.format,
    state: row.state,
    mapping: row.mapping,
    position: row.position,
  };
}

/** Imports that have work and nobody who does it. */
export async function abandonedImports(db: SqlExecutor): Promise<string[]> {
  const rows = await db.query<{ id: string }>(sql`
    select id from history_import
    where state in ('reading', 'checking', 'running')
      and coalesce(leased_until, updated_at + interval '30 seconds') < clock_timestamp()
    order by created_at limit 20`);
  return rows.map(({ id }) => id);
}

/** Give up what nobody went on with for a week, and forget its bytes. */
export async function expireImports(db: SqlExecutor): Promise<void> {
  await db.query(sql`
    with expired as (
      update history_import set state = 'cancelled', finished_at = clock_timestamp(), revision = revision + 1,
        failure = 'Nobody went on with it for a week, so the file was forgotten.'
      where state in ('uploading', 'mapping', 'checked') and updated_at < clock_timestamp() - interval '7 days'
      returning id
    )
    delete from history_import_part where import_id in (select id from expired)`);
}

/** The whole upload, in order. */
export async function loadBytes(db: SqlExecutor, id: string): Promise<Uint8Array> {
  const rows = await db.query<{ bytes: Uint8Array }>(
    sql`select bytes from history_import_part where import_id = ${id} order by index`,
  );
  return Buffer.concat(rows.map(({ bytes }) => bytes));
}

/** What a pass over some records came to. */
export interface Progress {
  readonly position: number;
  readonly facts: number;
  readonly newFacts: number;
  readonly faults: number;
}

/** Note how far the work is, and keep the lease. False: somebody cancelled it, or took it over. */
export async function saveProgress(
  db: SqlExecutor,
  lease: Pick<LeasedImport, "id" | "token" | "state">,
  progress: Progress,
  leaseMs: number,
): Promise<boolean> {
  const rows = await db.query(sql`
    update history_import set position = ${progress.position},
      fact_count = fact_count + ${progress.facts}, new_fact_count = new_fact_count + ${progress.newFacts},
      fault_count = fault_count + ${progress.faults}, updated_at = clock_timestamp(),
      leased_until = clock_timestamp() + make_interval(secs => ${leaseMs / 1_000}::double precision)
    where id = ${lease.id} and lease_token = ${lease.token} and state = ${lease.state}
    returning id`);
  return rows.length > 0;
}

/** Forget what an earlier pass counted and found. */
export async function resetCounts(db: SqlExecutor, lease: Pick<LeasedImport, "id" | "token">): Promise<void> {
  await db.query(sql`
    update history_import set position = 0, fact_count = 0, new_fact_count = 0, fault_count = 0
    where id = ${lease.id} and lease_token = ${lease.token}`);
  await db.query(sql`delete from history_import_fault where import_id = ${lease.id}`);
}

export interface PlacedFault extends RecordFault {
  readonly index: number;
  readonly row: number;
}

export async function insertFaults(db: SqlExecutor, id: string, faults: readonly PlacedFault[]): Promise<void> {
  if (faults.length === 0) return;
  const rows = faults.map((fault) => ({
    ...fault,
    column: fault.column === null ? null : storable(fault.column),
    value: fault.value === null ? null : storable(fault.value),
    message: storable(fault.message),
  }));
  await db.query(sql`
    insert into history_import_fault (import_id, index, row, "column", value, message, remedy)
    select ${id}, index, row, "column", value, message, remedy
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as g(index int, row int, "column" text, value text, message text, remedy text)
    on conflict (import_id, index) do nothing`);
}

export interface Ended {
  readonly state: ImportState;
  readonly preview?: TablePreview;
  readonly recordCount?: number;
  readonly failure?: string;
}

/** Leave a lease with a new state, in the caller's transaction. False: it was not ours any more. */
export async function endLease(tx: Tx, lease: LeasedImport, ended: Ended): Promise<boolean> {
  const isOver = ended.state === "done" || ended.state === "failed";
  const { count } = await tx.historyImport.updateMany({
    where: { id: lease.id, leaseToken: lease.token, state: lease.state },
    data: {
      state: ended.state,
      ...(ended.preview ? { preview: ended.preview } : {}),
      ...(ended.recordCount === undefined ? {} : { recordCount: ended.recordCount }),
      ...(ended.failure === undefined ? {} : { failure: storable(ended.failure) }),
      ...(isOver ? { finishedAt: new Date() } : {}),
      leaseToken: null,
      leasedUntil: null,
      revision: { increment: 1 },
    },
  });
  return count > 0;
}

/** Let somebody else go on at once, after a failure that was not the file's. */
export async function releaseLease(db: SqlExecutor, lease: Pick<LeasedImport, "id" | "token">): Promise<void> {
  await db.query(sql`
    update history_import set lease_token = null, leased_until = null
    where id = ${lease.id} and lease_token = ${lease.token}`);
}

export async function setRecordCount(db: SqlExecutor, id: string, recordCount: number): Promise<void> {
  await db.query(sql`update history_import set record_count = ${recordCount} where id = ${id}`);
}

/** Run `work` in one transaction. */
export function inOneStep<Result>(db: Db, work: (tx: Tx) => Promise<Result>): Promise<Result> {
  return db.$transaction(work, { maxWait: 10_000, timeout: 60_000 });
}

/** Tell browsers that an import changed. */
export async function hintImport(db: SqlExecutor, id: string): Promise<void> {
  await sendHint(db, { topic: "import", id, revision: 0 });
}
