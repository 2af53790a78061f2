import { AppError } from "@/lib/kernel/app-error";
import { type CommandContext, defineUseCase } from "@/lib/platform/use-case";
import { type AppliedObjectives, ApplyObjectivesInput } from "../as-code-contract";
import { type ChangeDraft, countActions } from "../domain/as-code/plan";
import { lockedObjective } from "./edit-objective";
import { type FilePlan, planFromFiles } from "./plan-from-files";
import { type ChangeCause, writeEdit, writeNew, writeRetirement } from "./write-objective";

/**
 * Do what a plan said, all of it or nothing. The plan is made again under locks: when it is another than the one that was looked at, the
 * answer is `stale_state` with the new hash, unless everything is so already; then nothing is changed, however often it is applied.
 */
export const applyObjectives = defineUseCase({
  name: "objective.apply",
  permission: "slo:write",
  input: ApplyObjectivesInput,
  subject: (input) => ({ kind: "objective", id: null, name: `plan ${String(input.planHash).slice(0, 12)}` }),
  async handle(context): Promise<AppliedObjectives> {
    const { input, tx, now, record } = context;
    const { planHash, reason, ...asked } = input;
    const plan = await planFromFiles(tx, asked, { now, isLocking: true });
    const changes = plan.changes.filter(({ action }) => action !== "unchanged");
    if (changes.length > 0 && plan.hash !== planHash) throw stale(plan);
    const cause = { reason, planHash };
    for (const change of changes) await applyChange(context, plan, change, cause);
    const counts = countActions(plan.changes);
    const changed = changes.map(({ action, slug, revision }) => ({ action, slug, revision: (revision ?? 0) + 1 }));
    await record({
      subject: { kind: "objective", id: null, name: `plan ${planHash.slice(0, 12)}` },
      reason,
      detail: { planHash, counts, changes },
    });
    return { hash: planHash, counts, changed };
  },
});

function stale(plan: FilePlan): AppError {
  return new AppError("stale_state", {
    detail: "These files would now change something else than what you looked at. Plan again.",
    reasons: [
      {
        code: "stale",
        field: "planHash",
        message: "Objectives, or the files, changed since the plan was made.",
        remedy: "Plan again, look at the changes, and apply that plan.",
      },
    ],
    current: { planHash: plan.hash, counts: countActions(plan.changes) },
  });
}

type Context = Pick<CommandContext<unknown>, "actor" | "now" | "tx" | "ids" | "hint">;

async function applyChange(context: Context, plan: FilePlan, change: ChangeDraft, cause: ChangeCause): Promise<void> {
  const { slug, action } = change;
  if (action === "retire") return writeRetirement(context, await lockedObjective(context.tx, slug), cause);
  const wanted = plan.wanted.get(slug);
  const serviceId = plan.serviceIds.get(change.service);
  const environmentId = plan.environmentIds.get(change.environment);
  if (!wanted || !serviceId || !environmentId) throw new Error("a planned change has no place");
  const { name, definition } = wanted;
  const place = { serviceId, service: change.service, environmentId, environment: change.environment };
  if (action === "create") return writeNew(context, { slug, name, place, definition }, cause);
  const isNewDefinition = change.fields.some(({ path }) => path.startsWith("definition"));
  const edit = { name, ...(isNewDefinition ? { definition } : {}) };
  return writeEdit(context, await lockedObjective(context.tx, slug), edit, cause);
}
