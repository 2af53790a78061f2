import { requireRevision } from "@/lib/platform/refusals";
import { defineUseCase } from "@/lib/platform/use-case";
import { type ObjectiveView, RetireObjectiveInput } from "../contract";
import { findObjectiveRow } from "../objective-read-model";
import { checkCompositions } from "./check-composition";
import { lockedObjective } from "./edit-objective";
import { viewObjective } from "./objective-view";
import { writeRetirement } from "./write-objective";

/** End an objective: nothing is promised any more. What was promised and kept stays. */
export const retireObjective = defineUseCase({
  name: "objective.retire",
  permission: "slo:write",
  input: RetireObjectiveInput,
  subject: (input) => ({ kind: "objective", id: input.slug ?? null }),
  async handle(context): Promise<ObjectiveView> {
    const { input, now, tx, record } = context;
    const { slug, reason } = input;
    const before = await lockedObjective(tx, slug);
    requireRevision(before, input.revision);
    await checkCompositions(tx, { wanted: new Map(), leaving: new Set([slug]) });
    await writeRetirement(context, before, { reason, planHash: null });
    await record({
      subject: { kind: "objective", id: slug, name: before.name },
      before: { version: before.version },
      reason,
    });
    const row = await findObjectiveRow(tx, slug);
    if (!row) throw new Error("an objective that was just retired is not there");
    return (await viewObjective(tx, row, now)).view;
  },
});
