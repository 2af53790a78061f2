import { loadConnection } from "@/lib/connections/connection-read-model";
import type { ServiceNowCmdbConfig } from "@/lib/connections/contract";
import { openConnection } from "@/lib/connections/open-connection";
import type { OpenConnection } from "@/lib/connections/port";
import { AppError } from "@/lib/kernel/app-error";
import { appendAudit } from "@/lib/platform/audit/audit-log";
import { systemActor } from "@/lib/platform/auth/actor";
import { prismaExecutor } from "@/lib/platform/db/executor";
import type { Runtime } from "@/lib/platform/runtime";
import { sendHint } from "@/lib/platform/stream/hints";
import { itemOfServiceNow, type ReadItem } from "../cmdb-item";
import { failRead, insertRead } from "../cmdb-store";
import { keepItems } from "../kept-item-store";
import type { ReadCmdb } from "../port";

/**
 * Read a CMDB over HTTP, all of it or nothing: a read that breaks off or has a record that cannot be understood leaves what is
 * known as it is, and counts as failed.
 */
export async function readCmdb(
  runtime: Runtime,
  read: ReadCmdb,
  given: { readonly connectionId: string; readonly requestedBy: string },
): Promise<void> {
  const db = prismaExecutor(runtime.db);
  const stored = await loadConnection(db, given.connectionId);
  if (stored?.config.kind !== "servicenow_cmdb") return;
  const connection = openConnection(runtime.secrets, stored) as OpenConnection<ServiceNowCmdbConfig>;
  const id = runtime.ids.next("cmr");
  await insertRead(db, { id, ...given });
  try {
    const items = itemsOf(await read(connection), connection.config);
    await runtime.db.$transaction(
      (tx) => keepItems(prismaExecutor(tx), runtime.ids, { id, connectionId: given.connectionId }, items),
      { maxWait: 10_000, timeout: 120_000 },
    );
  } catch (error) {
    if (!(error instanceof AppError)) {
      await failRead(db, id, "Something failed on our side.");
      throw error;
    }
    const remedy = error.reasons[0]?.remedy;
    await failRead(db, id, remedy ? `${error.message} ${remedy}` : error.message);
    await appendAudit(db, {
      action: "cmdb.read",
      outcome: "failed",
      actor: systemActor("reconciliation"),
      subject: { kind: "connection", id: stored.id, name: stored.slug },
      detail: { requestedBy: given.requestedBy, failure: error.message },
    });
  }
  await sendHint(db, { topic: "reconciliation", id: "all", revision: 0 });
}

const shownReasons = 5;

function itemsOf(records: readonly unknown[], config: ServiceNowCmdbConfig): ReadItem[] {
  const results = records.map((record) => itemOfServiceNow(record, config));
  const faults = results.flatMap((one) => (one.ok ? [] : [one.reason]));
  if (faults.length > 0) {
    const detail = `${faults.length} of ${records.length} records cannot be read: ${faults[0]?.field}: ${faults[0]?.message}`;
    throw new AppError("upstream_failed", { detail, reasons: faults.slice(0, shownReasons) });
  }
  return results.flatMap((one) => (one.ok ? [one.item] : []));
}
