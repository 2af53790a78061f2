import { prismaExecutor } from "@/lib/platform/db/executor";
import { invalidField, requireRevision } from "@/lib/platform/refusals";
import { defineUseCase } from "@/lib/platform/use-case";
import { type ObjectiveView, SloDefinition } from "../contract";
import { nextStepAt } from "../domain/step-plan";
import { TakeStepInput } from "../step-plan-contract";
import { listStepPlans } from "../step-plan-read-model";
import { checkCompositions } from "./check-composition";
import { checkDefinition } from "./check-definition";
import { lockedObjective } from "./edit-objective";
import { viewObjective } from "./objective-view";
import { writeEdit } from "./write-objective";

/**
 * Move an objective's target to the next step of its plan: a new version, to be signed anew. Throws `conflict` with every criterion that is
 * not met, or of which too little is known.
 */
export const takeStep = defineUseCase({
  name: "objective.take_step",
  permission: "slo:write",
  input: TakeStepInput,
  subject: (input) => ({ kind: "objective", id: input.slug ?? null }),
  async handle(context): Promise<ObjectiveView> {
    const { input, now, tx, record } = context;
    const { slug, revision, reason } = input;
    const before = await lockedObjective(tx, slug);
    requireRevision(before, revision);
    const [plan] = await listStepPlans(prismaExecutor(tx), before.id);
    const present = SloDefinition.parse(before.definition);
    const next = plan?.content && nextStepAt(plan.content, present.targetPercent);
    const step = plan?.content?.steps[next ?? 0];
    if (!step) throw invalidField("slug", "There is no next step.", "Plan steps, or look whether the goal is reached.");
    const definition = { ...present, targetPercent: step.targetPercent };
    checkDefinition(definition, now);
    await checkCompositions(tx, { wanted: new Map([[slug, definition]]) });
    await writeEdit(context, before, { definition }, { reason, planHash: null });
    await record({
      subject: { kind: "objective", id: slug, name: before.name },
      before: { targetPercent: present.targetPercent },
      after: { targetPercent: step.targetPercent, capability: step.capability },
      reason,
    });
    return (await viewObjective(tx, await lockedObjective(tx, slug), now)).view;
  },
});
