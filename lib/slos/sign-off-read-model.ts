import type { Db, Tx } from "@/lib/platform/db/prisma";
import { contentHashOf } from "./content-hash";
import { type ObjectiveSignOffs, SloDefinition } from "./contract";
import { type Party, parties } from "./domain/parties";
import { contentText, validSignOffs } from "./domain/sign-offs";
import { loadSignOffs } from "./objective-change-read-model";
import { listObjectiveRows, type ObjectiveRow } from "./objective-read-model";

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

export interface SignOffGap {
  readonly slug: string;
  readonly name: string;
  /** Parties that have not signed what the objective says now. */
  readonly missing: readonly Party[];
}

/** Every objective in force of a place (slugs), with the parties whose word is missing. */
export async function listSignOffGaps(
  db: Db | Tx,
  place: { readonly service: string; readonly environment: string },
): Promise<SignOffGap[]> {
  const rows = await listObjectiveRows(db, place);
  return Promise.all(
    rows.map(async (row) => ({ slug: row.slug, name: row.name, missing: (await viewSignOffs(db, row)).missing })),
  );
}
