import type { Db, Tx } from "@/lib/platform/db/prisma";
import type { ObjectiveChangeView } from "../contract";
import { fieldChanges } from "../domain/as-code/plan";
import { loadChanges } from "../objective-change-read-model";

/** What was changed, newest first, field by field. */
export async function viewChanges(db: Db | Tx, objectiveId: string): Promise<ObjectiveChangeView[]> {
  const changes = await loadChanges(db, objectiveId);
  return changes.map((one) => ({
    revision: one.revision,
    what: one.what as ObjectiveChangeView["what"],
    by: one.byName,
    at: one.at.toISOString(),
    reason: one.reason,
    planHash: one.planHash,
    fields: one.what === "retired" ? [] : fieldChanges(one.before, one.after),
  }));
}
