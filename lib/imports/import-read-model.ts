import type { Db, Tx } from "@/lib/platform/db/prisma";
import { decodeCursor, type Page, toPage } from "@/lib/platform/paging";
import { type FaultView, ImportFormat, ImportState, type ImportView, TableMapping, TablePreview } from "./contract";

type Row = NonNullable<Awaited<ReturnType<typeof findRow>>>;

function findRow(db: Db | Tx, id: string) {
  return db.historyImport.findUnique({ where: { id } });
}

async function sourcesOf(db: Db | Tx, ids: readonly string[]): Promise<Map<string, { slug: string; name: string }>> {
  const rows = await db.eventSource.findMany({
    where: { id: { in: [...new Set(ids)] } },
    select: { id: true, slug: true, name: true },
  });
  return new Map(rows.map(({ id, slug, name }) => [id, { slug, name }]));
}

function view(row: Row, source: { slug: string; name: string } | undefined): ImportView {
  return {
    id: row.id,
    fileName: row.fileName,
    format: ImportFormat.parse(row.format),
    state: ImportState.parse(row.state),
    source: source ?? { slug: "-", name: "A source that is gone" },
    sizeBytes: row.sizeBytes,
    receivedBytes: row.receivedBytes,
    preview: row.preview === null ? null : TablePreview.parse(row.preview),
    mapping: row.mapping === null ? null : TableMapping.parse(row.mapping),
    recordCount: row.recordCount,
    position: row.position,
    factCount: row.factCount,
    newFactCount: row.newFactCount,
    faultCount: row.faultCount,
    failure: row.failure,
    createdBy: row.createdBy,
    createdAt: row.createdAt.toISOString(),
    startedAt: row.startedAt?.toISOString() ?? null,
    finishedAt: row.finishedAt?.toISOString() ?? null,
    revision: row.revision,
  };
}

/** One import; null when there is none. */
export async function findImport(db: Db | Tx, id: string): Promise<ImportView | null> {
  const row = await findRow(db, id);
  return row && view(row, (await sourcesOf(db, [row.sourceId])).get(row.sourceId));
}

/** Imports, newest first. */
export async function listImportViews(
  db: Db,
  input: { readonly limit: number; readonly cursor?: string | undefined },
): Promise<Page<ImportView>> {
  const cursor = decodeCursor(input.cursor, /^[a-z]+_[0-9a-z]+$/);
  const rows = await db.historyImport.findMany({
    where: cursor === undefined ? {} : { id: { lt: cursor } },
    orderBy: { id: "desc" },
    take: input.limit + 1,
  });
  const sources = await sourcesOf(
    db,
    rows.map((row) => row.sourceId),
  );
  const page = toPage(rows, input.limit, (row) => row.id);
  return { ...page, items: page.items.map((row) => view(row, sources.get(row.sourceId))) };
}

/** Faults of an import, in the order of the file. */
export async function listFaultViews(
  db: Db,
  input: { readonly id: string; readonly limit: number; readonly cursor?: string | undefined },
): Promise<Page<FaultView>> {
  const after = decodeCursor(input.cursor, /^\d{1,9}$/);
  const rows = await db.historyImportFault.findMany({
    where: { importId: input.id, ...(after === undefined ? {} : { index: { gt: Number(after) } }) },
    orderBy: { index: "asc" },
    take: input.limit + 1,
  });
  const page = toPage(rows, input.limit, (row) => String(row.index));
  return { ...page, items: page.items.map(({ importId: _import, ...fault }) => fault) };
}

/** Event sources that are in use, by name. */
export function listSourceChoices(db: Db): Promise<{ slug: string; name: string }[]> {
  return db.eventSource.findMany({
    where: { disabledAt: null },
    select: { slug: true, name: true },
    orderBy: { name: "asc" },
    take: 500,
  });
}
