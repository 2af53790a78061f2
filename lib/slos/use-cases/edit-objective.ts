import { prismaExecutor } from "@/lib/platform/db/executor";
import type { Tx } from "@/lib/platform/db/prisma";
import { notFound, requireRevision } from "@/lib/platform/refusals";
import { defineUseCase } from "@/lib/platform/use-case";
import { EditObjectiveInput, type ObjectiveView } from "../contract";
import { findObjectiveRow, type ObjectiveRow } from "../objective-read-model";
import { lockObjective } from "../objective-store";
import { checkCompositions } from "./check-composition";
import { checkDefinition } from "./check-definition";
import { viewObjective } from "./objective-view";
import { writeEdit } from "./write-objective";

/** Change an objective. A changed definition is a new version with its reason; the old ones stay. */
export const editObjective = defineUseCase({
  name: "objective.edit",
  permission: "slo:write",
  input: EditObjectiveInput,
  subject: (input) => ({ kind: "objective", id: input.slug ?? null }),
  async handle(context): Promise<ObjectiveView> {
    const { input, now, tx, record } = context;
    const { slug, name, definition, reason } = input;
    const before = await lockedObjective(tx, slug);
    requireRevision(before, input.revision);
    if (definition) {
      checkDefinition(definition, now);
      await checkCompositions(tx, { wanted: new Map([[slug, definition]]) });
    }
    await writeEdit(context, before, { name, definition }, { reason, planHash: null });
    const after = await lockedObjective(tx, slug);
    const shown = (row: ObjectiveRow) => ({ name: row.name, version: row.version, definition: row.definition });
    await record({
      subject: { kind: "objective", id: slug, name: after.name },
      before: shown(before),
      after: shown(after),
      reason,
    });
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
