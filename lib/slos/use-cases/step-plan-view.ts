import { AppError } from "@/lib/kernel/app-error";
import type { Instant } from "@/lib/kernel/instant";
import { prismaExecutor } from "@/lib/platform/db/executor";
import type { Db, Tx } from "@/lib/platform/db/prisma";
import { SloDefinition } from "../contract";
import { criteriaOf, isProposed, moveReasons, nextStepAt, type StepFacts } from "../domain/step-plan";
import type { ObjectiveRow } from "../objective-read-model";
import { viewSignOffs } from "../sign-off-read-model";
import type { StepPlanContent, StepPlanView } from "../step-plan-contract";
import { listStepPlans, loadStepFacts } from "../step-plan-read-model";

/** The plan of an objective with what its next step waits for; null when none is in force. */
export async function viewStepPlan(db: Db | Tx, row: ObjectiveRow, now: Instant): Promise<StepPlanView | null> {
  const versions = await listStepPlans(prismaExecutor(db), row.id);
  const [newest] = versions;
  if (!newest?.content) return null;
  const { content, version, reason, savedBy, savedAt } = newest;
  const facts = await factsOf(db, row, now);
  const next = nextStepAt(content, facts.targetPercent) ?? 0;
  return {
    version,
    baselinePercent: content.baselinePercent,
    goalPercent: content.steps.at(-1)?.targetPercent ?? content.baselinePercent,
    steps: content.steps.map((step, index) => ({
      ...step,
      state: index < next ? "taken" : index === next ? "next" : "later",
    })),
    next: nextOf(content, next, facts),
    ...{ savedBy, reason, savedAt: savedAt.toISOString() },
    versions: versions.map((one) => ({
      ...{ version: one.version, savedBy: one.savedBy, reason: one.reason, savedAt: one.savedAt.toISOString() },
      steps: one.content?.steps.length ?? 0,
    })),
  };
}

function nextOf(content: StepPlanContent, next: number, facts: StepFacts): StepPlanView["next"] {
  const step = content.steps[next];
  if (!step) return null;
  const criteria = criteriaOf(step, facts);
  return { targetPercent: step.targetPercent, isProposed: isProposed(criteria), criteria };
}

async function factsOf(db: Db | Tx, row: ObjectiveRow, now: Instant): Promise<StepFacts> {
  const { missing } = await viewSignOffs(db, row);
  return loadStepFacts(db, row, { now, missingSignatures: missing });
}

/** Throws `conflict` with every reason when a plan is in force and its target may not move to this one now. */
export async function assertStepKept(tx: Tx, row: ObjectiveRow, after: SloDefinition, now: Instant): Promise<void> {
  const before = SloDefinition.parse(row.definition).targetPercent;
  if (before === after.targetPercent) return;
  const [newest] = await listStepPlans(prismaExecutor(tx), row.id);
  if (!newest?.content) return;
  const facts = await factsOf(tx, row, now);
  const reasons = moveReasons(newest.content, { before, after: after.targetPercent, facts });
  if (reasons.length > 0)
    throw new AppError("conflict", { detail: "The target moves by the steps of its plan, and not now.", reasons });
}
