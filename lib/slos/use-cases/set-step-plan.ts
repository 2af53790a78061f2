import { AppError } from "@/lib/kernel/app-error";
import { personKeyOf } from "@/lib/platform/auth/actor";
import { prismaExecutor } from "@/lib/platform/db/executor";
import { invalidField, requireRevision } from "@/lib/platform/refusals";
import { defineUseCase } from "@/lib/platform/use-case";
import { type ObjectiveDetail, SloDefinition } from "../contract";
import { stepPlanReasons } from "../domain/step-plan";
import { SetStepPlanInput } from "../step-plan-contract";
import { listStepPlans } from "../step-plan-read-model";
import { insertStepPlan } from "../step-plan-store";
import { lockedObjective } from "./edit-objective";
import { viewStepPlan } from "./step-plan-view";

/**
 * Plan by which steps an objective's target moves from what it is now to a goal; without steps the plan ends. Versions are kept. Throws
 * `invalid_input` for steps that are jumps, `stale_state` when somebody else changed the plan.
 */
export const setStepPlan = defineUseCase({
  name: "objective.plan_steps",
  permission: "slo:write",
  input: SetStepPlanInput,
  subject: (input) => ({ kind: "objective", id: input.slug ?? null }),
  async handle({ input, actor, now, tx, record, hint }): Promise<{ stepPlan: ObjectiveDetail["stepPlan"] }> {
    const { slug, version, steps, reason } = input;
    const row = await lockedObjective(tx, slug);
    const db = prismaExecutor(tx);
    const [newest] = await listStepPlans(db, row.id);
    requireRevision({ revision: newest?.version ?? 0 }, version);
    if (steps.length === 0 && !newest?.content)
      throw invalidField("steps", "There is no plan that could end.", "Give at least one step.");
    const baselinePercent = SloDefinition.parse(row.definition).targetPercent;
    const content = steps.length === 0 ? null : { baselinePercent, steps };
    const reasons = content === null ? [] : stepPlanReasons(content);
    if (reasons.length > 0)
      throw new AppError("invalid_input", { detail: "These steps are no plan as they stand.", reasons });
    const saved = { objectiveId: row.id, version: version + 1, content, reason, savedBy: actor.name, at: now };
    await insertStepPlan(db, { ...saved, byPerson: personKeyOf(actor) });
    await record({
      subject: { kind: "objective", id: slug, name: row.name },
      before: newest?.content ?? null,
      after: content,
      reason,
    });
    await hint({ topic: "objective", id: slug, revision: row.revision });
    return { stepPlan: await viewStepPlan(tx, row, now) };
  },
});
