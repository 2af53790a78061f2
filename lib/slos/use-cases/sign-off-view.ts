import type { Db, Tx } from "@/lib/platform/db/prisma";
import { contentHashOf } from "../content-hash";
import { type ObjectiveChangeView, type ObjectiveSignOffs, SloDefinition } from "../contract";
import { fieldChanges } from "../domain/as-code/plan";
import { contentText, parties, validSignOffs } from "../domain/sign-offs";
import { loadChanges, loadSignOffs } from "../objective-change-read-model";
import type { ObjectiveRow } from "../objective-read-model";

/** The text of an objective that is signed. */
export function signedTextOf(row: ObjectiveRow): string {
  return contentText({
    slug: row.slug,
    name: row.name,
    service: row.service.slug,
    environment: row.environment.slug,
    definition: SloDefinition.parse(row.definition),
    revision: row.revision,
  });
}

/** Who signed the present content, who signed earlier ones, and whose word is missing. */
export async function viewSignOffs(db: Db | Tx, row: ObjectiveRow): Promise<ObjectiveSignOffs> {
  const contentHash = contentHashOf(signedTextOf(row));
  const all = await loadSignOffs(db, row.id);
  const valid = new Set(validSignOffs(all, contentHash).map(({ id }) => id));
  const items = all.map((one) => ({
    party: one.party,
    signedBy: one.signedBy,
    signedAt: one.signedAt.toISOString(),
    comment: one.comment,
    revision: one.revision,
    contentHash: one.contentHash,
    isValid: valid.has(one.id),
  }));
  const signed = new Set(items.filter(({ isValid }) => isValid).map(({ party }) => party));
  return { contentHash, items: items.reverse(), missing: parties.filter((party) => !signed.has(party)) };
}

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
