import { type ImportView, importLimits, type TableMapping } from "@/lib/imports/contract";
import { partSizes } from "@/lib/imports/domain/import-state";
import { CliFailure } from "./api";
import { exitCodes } from "./exit-code";
import type { Session } from "./session";

export interface Upload {
  readonly fileName: string;
  readonly format: string;
  readonly bytes: Uint8Array;
  readonly source?: string | undefined;
  /** For tables: what differs from what the header suggests. */
  readonly mapping?: Partial<TableMapping> | undefined;
  readonly leaveOutFaulty: boolean;
  /** Only try it. */
  readonly dryRun: boolean;
}

const pollMs = 500;

function pathOf(id: string): string {
  return `/imports/${encodeURIComponent(id)}`;
}

async function settled(session: Session, id: string): Promise<ImportView> {
  for (let shown = -1; ; ) {
    const found = await session.call<ImportView>({ method: "GET", path: pathOf(id) });
    if (!["uploading", "reading", "checking", "running"].includes(found.state)) return found;
    if (found.position !== shown && found.recordCount) {
      shown = found.position;
      session.note(`${found.state}: ${found.position} of ${found.recordCount} records`);
    }
    await session.surroundings.sleep(pollMs);
  }
}

async function check(session: Session, found: ImportView, given: Partial<TableMapping>): Promise<ImportView> {
  if (!found.preview) return found;
  const { guess } = found.preview;
  const mapping = { zone: null, dateOrder: null, ...guess, ...given, columns: { ...guess.columns, ...given.columns } };
  await session.post(`${pathOf(found.id)}/check`, { revision: found.revision, mapping });
  return settled(session, found.id);
}

async function tellFaults(session: Session, found: ImportView): Promise<void> {
  const { items } = await session.call<{
    items: { row: number; column: string | null; message: string; remedy: string }[];
  }>({
    method: "GET",
    path: `${pathOf(found.id)}/faults?limit=20`,
  });
  for (const fault of items) {
    session.note(`  row ${fault.row}${fault.column ? `, ${fault.column}` : ""}: ${fault.message} ${fault.remedy}`);
  }
  if (found.faultCount > items.length) session.note(`  … and ${found.faultCount - items.length} more`);
}

/** Bring a file, let it be checked, run it, and wait for its end. Throws CliFailure with what to do. */
export async function uploadImport(session: Session, upload: Upload): Promise<ImportView> {
  const { fileName, format, bytes, source } = upload;
  if (bytes.length === 0) throw new CliFailure(exitCodes.usage, `${fileName} is empty.`);
  if (bytes.length > importLimits.maxFileBytes) {
    throw new CliFailure(exitCodes.usage, `${fileName} is larger than 20 MB; compress it with gzip, or split it.`);
  }
  const body = { fileName, format, sizeBytes: bytes.length, ...(source ? { source } : {}) };
  const { id } = await session.post<ImportView>("/imports", body);
  for (const [index, size] of partSizes(bytes.length, importLimits.partBytes).entries()) {
    const from = index * importLimits.partBytes;
    const data = Buffer.from(bytes.subarray(from, from + size)).toString("base64");
    const idempotencyKey = session.surroundings.newKey();
    await session.call({ method: "PUT", path: `${pathOf(id)}/parts/${index}`, body: { data }, idempotencyKey });
  }
  let found = await settled(session, id);
  if (found.state === "mapping") found = await check(session, found, upload.mapping ?? {});
  if (found.state !== "checked")
    throw new CliFailure(exitCodes.failed, found.failure ?? `The import is ${found.state}.`);
  if (found.faultCount > 0) await tellFaults(session, found);
  if (upload.dryRun) return found;
  if (found.faultCount > 0 && !upload.leaveOutFaulty) {
    const message = `${found.faultCount} faults: nothing was imported. Correct them, or add --leave-out-faulty.`;
    throw new CliFailure(exitCodes.refused, message);
  }
  await session.post(`${pathOf(id)}/run`, { revision: found.revision, leaveOutFaulty: upload.leaveOutFaulty });
  found = await settled(session, id);
  if (found.state !== "done") throw new CliFailure(exitCodes.failed, found.failure ?? `The import is ${found.state}.`);
  return found;
}
