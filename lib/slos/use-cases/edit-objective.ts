import { prismaExecutor } from "@/lib/platform/db/executor";
import type { Tx } from "@/lib/platform/db/prisma";
import { notFound, requireRevision } from "@/lib/platform/refusals";
import { defineUseCase } from "@/lib/platform/use-case";
import { EditObjectiveInput, type ObjectiveView } from "../contract";
import { findObjectiveRow, type ObjectiveRow } from "../objective-read-model";
import { lockObjective, saveObjective } from "../objective-store";
import { checkDefinition } from "./check-definition";
import { viewObjective } from "./objective-view";

/** Change an objective. A changed definition is a new version with its reason; the old ones stay. */
export const editObjective = defineUseCase({
  name: "objective.edit",
  permission: "slo:write",
  input: EditObjectiveInput,
  subject: (input) => ({ kind: "objective", id: input.slug ?? null }),
  async handle({ input, actor, now, tx, record, hint }): Promise<ObjectiveView> {
    const { slug, name, definition, reason } = input;
    const before = await lockedObjective(tx, slug);
    requireRevision(before, input.revision);
    if (definition) checkDefinition(definition, now);
    const version = definition && { version: before.version + 1, definition, savedBy: actor.name, reason };
    await saveObjective(tx, before.id, { name, version });
    const after = await lockedObjective(tx, slug);
    const shown = (row: ObjectiveRow) => ({ name: row.name, version: row.version, definition: row.definition });
    await record({
      subject: { kind: "objective", id: slug, name: after.name },
      before: shown(before),
      after: shown(after),
      reason,
    });
    await hint({ topic: "objective", id: slug, revision: after.revision });
    return (await viewObjective(tx, after, now)).view;
  },
});

/** An objective in force, held until the transaction ends. Throws `not_found`. */
export async function lockedObjective(tx: Tx, slug: string): Promise<ObjectiveRow> {
  const locked = await lockObjective(prismaExecutor(tx), slug);
  const row = locked ? await findObjectiveRow(tx, slug) : null;
  if (!row || row.retiredAt) throw notFound("objective", slug);
  return row;
}
