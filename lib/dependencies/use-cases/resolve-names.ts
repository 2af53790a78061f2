import { environmentIdsBySlug, serviceIdsBySlug } from "@/lib/catalog/service-read-model";
import type { Tx } from "@/lib/platform/db/prisma";
import { invalidField } from "@/lib/platform/refusals";

/** Where a name was written, so that the refusal names the field. */
export interface WrittenName {
  readonly field: string;
  readonly slug: string;
}

/** Ids of services by the names that were written. Throws `invalid_input` with the field of the first that is not there. */
export async function serviceIdsOf(tx: Tx, names: readonly WrittenName[]): Promise<ReadonlyMap<string, string>> {
  const ids = await serviceIdsBySlug(tx, [...new Set(names.map(({ slug }) => slug))]);
  const missing = names.find(({ slug }) => !ids.has(slug));
  if (!missing) return ids;
  throw invalidField(missing.field, `There is no service “${missing.slug}”.`, "Register it, or check its spelling.");
}

/** Ids of environments by the names that were written. Throws `invalid_input` with the field of the first that is not there. */
export async function environmentIdsOf(tx: Tx, names: readonly WrittenName[]): Promise<ReadonlyMap<string, string>> {
  const ids = await environmentIdsBySlug(tx, [...new Set(names.map(({ slug }) => slug))]);
  const missing = names.find(({ slug }) => !ids.has(slug));
  if (!missing) return ids;
  throw invalidField(missing.field, `There is no environment “${missing.slug}”.`, "Choose one of the catalog.");
}

/** What a map that was just filled must have. */
export function idOf(ids: ReadonlyMap<string, string>, slug: string): string {
  const id = ids.get(slug);
  if (id === undefined) throw new Error("a name that was just resolved is not there");
  return id;
}
