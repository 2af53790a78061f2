import type { Instant } from "@/lib/kernel/instant";
import { prismaExecutor, type SqlExecutor } from "@/lib/platform/db/executor";
import type { Runtime } from "@/lib/platform/runtime";
import { sendHint } from "@/lib/platform/stream/hints";
import type { Coverage } from "../contract";
import { placeKey, reconcile } from "../domain/reconcile";
import { workItemChanges } from "../domain/work-items";
import { applyChanges, insertRun, loadKnown, lockReconciliation } from "../reconciliation-store";
import { cmdbTrust, type LoadedSides, loadSides } from "../sides-read-model";

/** Whoever updates the CMDB after a deployment has this long. */
const settleMs = 30 * 60_000;

/** Compare pipelines, CMDB and what runs, and keep the work items that follow, in one transaction. */
export async function compareAll(runtime: Runtime, cause: string): Promise<void> {
  await runtime.db.$transaction(
    async (tx) => {
      const db = prismaExecutor(tx);
      await lockReconciliation(db);
      await compareIn(db, { cause, now: runtime.clock.now(), nextId: (prefix) => runtime.ids.next(prefix) });
      await sendHint(db, { topic: "reconciliation", id: "all", revision: 0 });
    },
    { maxWait: 10_000, timeout: 120_000 },
  );
}

async function compareIn(
  db: SqlExecutor,
  given: { readonly cause: string; readonly now: Instant; readonly nextId: (prefix: string) => string },
): Promise<void> {
  const { cause, now, nextId } = given;
  const loaded = await loadSides(db);
  const { unknown, readAt } = await cmdbTrust(db);
  const cmdb = unknown === null ? loaded.cmdb : null;
  const found = reconcile({ ...loaded, cmdb, now, settleMs });
  const changes = workItemChanges(await loadKnown(db), found, unknown === null);
  await applyChanges(db, changes, () => nextId("dif"));
  const coverage = { ...coverageOf(loaded, now), cmdbUnknown: unknown, cmdbReadAt: readAt };
  await insertRun(db, { id: nextId("rec"), cause, coverage });
}

function coverageOf(loaded: LoadedSides, now: Instant): Omit<Coverage, "cmdbUnknown" | "cmdbReadAt"> {
  const pipeline = new Set(loaded.pipeline.map(placeKey));
  const cmdb = new Set(loaded.cmdb.map(placeKey));
  const lanes = new Set([...pipeline, ...cmdb]);
  const observed = new Set(loaded.observed.map(placeKey));
  return {
    lanes: lanes.size,
    compared: [...lanes].filter((key) => pipeline.has(key) && cmdb.has(key)).length,
    observed: [...lanes].filter((key) => observed.has(key)).length,
    items: loaded.cmdb.length,
    placedItems: loaded.cmdb.filter((one) => one.serviceId !== null && one.environmentId !== null).length,
    settling: loaded.pipeline.filter((one) => now - one.deployedAt < settleMs).length,
  };
}
