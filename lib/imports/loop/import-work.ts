import { randomUUID } from "node:crypto";
import type { Fact } from "@/lib/ingest/domain/fact";
import { AppError } from "@/lib/kernel/app-error";
import { appendAudit } from "@/lib/platform/audit/audit-log";
import { systemActor } from "@/lib/platform/auth/actor";
import { prismaExecutor } from "@/lib/platform/db/executor";
import type { Runtime } from "@/lib/platform/runtime";
import { importLimits } from "../contract";
import type { ImportRecord } from "../domain/draft";
import {
  deleteParts,
  type Ended,
  endLease,
  hintImport,
  inOneStep,
  insertFaults,
  type LeasedImport,
  leaseImport,
  loadBytes,
  type PlacedFault,
  releaseLease,
  resetCounts,
  saveProgress,
  setRecordCount,
} from "../import-store";
import type { FileReaders, RecordFacts } from "../port";
import { type ReadFile, readFile } from "../read-file";
import { type RecordReading, readRecord } from "../read-record";

export interface ImportParts {
  readonly runtime: Runtime;
  readonly readers: FileReaders;
  readonly recordFacts: RecordFacts;
  /** Records that are kept in one transaction. */
  readonly chunkRecords: number;
  readonly leaseMs: number;
}

/** Somebody cancelled the import, or works on it instead of us. Nothing of the open step was kept. */
class LeaseLost extends Error {
  override name = "LeaseLost";
}

/**
 * Do what the state of an import asks for: read it, try its records, or let them become facts. Each chunk is one transaction with
 * its position, so that after a crash the next one goes on where this one stopped, and does nothing twice.
 */
export async function workOnImport(parts: ImportParts, importId: string): Promise<void> {
  const { runtime, leaseMs } = parts;
  const lease = await leaseImport(runtime.db, importId, randomUUID(), leaseMs);
  if (!lease) return;
  const db = prismaExecutor(runtime.db);
  try {
    const bytes = await loadBytes(db, lease.id);
    const file = await readFile({ name: lease.fileName, bytes, format: lease.format }, parts.readers);
    await setRecordCount(db, lease.id, file.records.length);
    await end(parts, lease, await doState(parts, lease, file));
  } catch (error) {
    if (error instanceof LeaseLost) return;
    if (error instanceof AppError && error.code === "invalid_input") {
      const remedy = error.reasons[0]?.remedy;
      await end(parts, lease, { state: "failed", failure: remedy ? `${error.message} ${remedy}` : error.message });
      return;
    }
    await releaseLease(db, lease);
    throw error;
  }
}

async function doState(parts: ImportParts, lease: LeasedImport, file: ReadFile): Promise<Ended> {
  const recordCount = file.records.length;
  if (lease.state === "running") {
    await runRecords(parts, lease, file);
    return { state: "done" };
  }
  if (lease.state === "reading" && file.preview) return { state: "mapping", preview: file.preview, recordCount };
  await checkRecords(parts, lease, file);
  return { state: "checked", recordCount };
}

function readingOf(lease: LeasedImport, file: ReadFile): RecordReading {
  return { format: lease.format, mapping: lease.mapping, header: file.header, sourceSlug: lease.sourceSlug };
}

async function checkRecords(parts: ImportParts, lease: LeasedImport, file: ReadFile): Promise<void> {
  const db = prismaExecutor(parts.runtime.db);
  const reading = readingOf(lease, file);
  await resetCounts(db, lease);
  let kept = 0;
  const keep = (found: readonly Omit<PlacedFault, "index">[]): PlacedFault[] =>
    found.slice(0, importLimits.maxKeptFaults - kept).map((fault) => ({ ...fault, index: kept++ }));
  const unread = file.faults.map(({ row, message }) => ({
    row,
    column: null,
    value: null,
    message,
    remedy: "Correct the line.",
  }));
  await insertFaults(db, lease.id, keep(unread));
  let countedFaults = unread.length;
  for (const [position, chunk] of chunksOf(file.records, 0, parts.chunkRecords * 4)) {
    const read = chunk.map((record) => ({ row: record.row, ...readRecord(record, reading) }));
    const faults = read.flatMap(({ row, faults }) => faults.map((fault) => ({ ...fault, row })));
    await insertFaults(db, lease.id, keep(faults));
    const facts = read.reduce((sum, one) => sum + one.facts.length, 0);
    const progress = { position, facts, newFacts: 0, faults: faults.length + countedFaults };
    countedFaults = 0;
    if (!(await saveProgress(db, lease, progress, parts.leaseMs))) throw new LeaseLost();
    await hintImport(db, lease.id);
  }
}

async function runRecords(parts: ImportParts, lease: LeasedImport, file: ReadFile): Promise<void> {
  const { runtime } = parts;
  const reading = readingOf(lease, file);
  for (const [position, chunk] of chunksOf(file.records, lease.position, parts.chunkRecords)) {
    const facts = chunk.flatMap((record): readonly Fact[] => readRecord(record, reading).facts);
    await inOneStep(runtime.db, async (tx) => {
      const db = prismaExecutor(tx);
      const { added } = await parts.recordFacts(db, [{ sourceId: lease.sourceId, deliveryId: null, facts }]);
      const progress = { position, facts: 0, newFacts: added, faults: 0 };
      if (!(await saveProgress(db, lease, progress, parts.leaseMs))) throw new LeaseLost();
      await hintImport(db, lease.id);
    });
  }
}

/** Chunks of records from `start` on, each with the position after it. */
function* chunksOf(
  records: readonly ImportRecord[],
  start: number,
  size: number,
): Generator<readonly [number, readonly ImportRecord[]]> {
  for (let from = start; from < records.length; from += size) {
    const chunk = records.slice(from, from + size);
    yield [from + chunk.length, chunk];
  }
}

async function end(parts: ImportParts, lease: LeasedImport, ended: Ended): Promise<void> {
  await inOneStep(parts.runtime.db, async (tx) => {
    const db = prismaExecutor(tx);
    if (!(await endLease(tx, lease, ended))) return;
    if (ended.state === "done" || ended.state === "failed") {
      await deleteParts(db, lease.id);
      await appendAudit(db, {
        action: "import.end",
        outcome: ended.state === "done" ? "accepted" : "failed",
        actor: systemActor("history import"),
        subject: { kind: "import", id: lease.id, name: lease.fileName },
        detail: { state: ended.state, ...(ended.failure ? { failure: ended.failure } : {}) },
      });
    }
    await hintImport(db, lease.id);
  });
}
