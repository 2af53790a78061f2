import type { Tx } from "@/lib/platform/db/prisma";
import { definitionKinds } from "../definition-kinds";
import { type ChangeDraft, planDefinitionChanges } from "../domain/as-code/plan";
import type { DefinitionFault, FiledDefinition } from "../port";
import type { ReadFiles } from "../yaml-documents";

export interface DefinitionsPlan {
  readonly changes: readonly ChangeDraft[];
  /** Faults with the definition that they are about. */
  readonly faults: readonly (DefinitionFault & { readonly kind: string })[];
}

/** What the files want of definitions beside objectives, compared with what is; in the order in which it is written. */
export async function planDefinitions(
  tx: Tx,
  read: ReadFiles,
  { isLocking, retireMissing }: { readonly isLocking: boolean; readonly retireMissing: boolean },
): Promise<DefinitionsPlan> {
  const changes: ChangeDraft[] = [];
  const faults: (DefinitionFault & { readonly kind: string })[] = [];
  const wantedOf = (kind: string): FiledDefinition[] =>
    read.definitions.filter((one) => one.kind === kind).map(({ definition }) => definition);
  for (const kind of definitionKinds()) {
    const wanted = wantedOf(kind.kind);
    if (wanted.length === 0) continue;
    // A file that names none of a kind says nothing of that kind, and ends none.
    const isAll = retireMissing && kind.canRetire;
    const present = await kind.load(tx, { slugs: wanted.map(({ slug }) => slug), isAll, isLocking });
    const planned = planDefinitionChanges({ kind: kind.kind, wanted, present, retireMissing: isAll });
    changes.push(...planned.changes);
    const against = await kind.faultsOf(tx, wanted, wantedOf);
    for (const fault of [...planned.faults, ...against]) faults.push({ ...fault, kind: kind.kind });
  }
  return { changes, faults };
}
