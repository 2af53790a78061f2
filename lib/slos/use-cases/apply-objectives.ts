import { AppError } from "@/lib/kernel/app-error";
import { type Actor, may } from "@/lib/platform/auth/actor";
import { whoMay } from "@/lib/platform/auth/permissions";
import { type CommandContext, defineUseCase } from "@/lib/platform/use-case";
import { type AppliedObjectives, ApplyObjectivesInput } from "../as-code-contract";
import { definitionKind, definitionKinds } from "../definition-kinds";
import { type ChangeDraft, countActions } from "../domain/as-code/plan";
import { objectivesKind } from "../domain/as-code/spec";
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
    assertMayChange(context.actor, changes);
    if (changes.length > 0 && plan.hash !== planHash) throw stale(plan);
    const cause = { reason, planHash };
    for (const change of changes) await applyChange(context, plan, change, cause);
    const counts = countActions(plan.changes);
    const changed = changes.map(({ kind, action, slug, revision }) => {
      return { kind, action, slug, revision: (revision ?? 0) + 1 };
    });
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

type Context = Pick<CommandContext<unknown>, "actor" | "now" | "tx" | "ids" | "hint" | "record">;

/** Throws `forbidden` when the plan changes what this actor may not change, naming each kind. */
function assertMayChange(actor: Actor, changes: readonly ChangeDraft[]): void {
  const touched = new Set(changes.map(({ kind }) => kind));
  const missing = definitionKinds().filter(({ kind, permission }) => touched.has(kind) && !may(actor, permission));
  if (missing.length === 0) return;
  throw new AppError("forbidden", {
    detail: `These files change ${missing.map(({ kind }) => kind).join(" and ")}, which you may not.`,
    reasons: missing.map(({ kind, permission }) => ({
      code: "missing_permission",
      message: `To change ${kind} needs the permission ${permission}.`,
      remedy: `Ask ${whoMay(permission)}, or leave these documents out.`,
    })),
  });
}

async function writeDefinition(
  context: Context,
  plan: FilePlan,
  { kind: name, action, slug }: ChangeDraft,
  { reason, planHash }: ChangeCause,
): Promise<void> {
  const kind = definitionKind(name);
  if (!kind || action === "unchanged") throw new Error("a planned change has no kind");
  const wanted = plan.definitions.find((one) => one.kind === name && one.definition.slug === slug)?.definition ?? null;
  await kind.write(context, { action, slug, wanted }, `${reason ?? ""} (plan ${(planHash ?? "").slice(0, 12)})`);
}

async function applyChange(context: Context, plan: FilePlan, change: ChangeDraft, cause: ChangeCause): Promise<void> {
  const { slug, action } = change;
  if (change.kind !== objectivesKind) return writeDefinition(context, plan, change, cause);
  if (action === "retire") return writeRetirement(context, await lockedObjective(context.tx, slug), cause);
  const wanted = plan.wanted.get(slug);
  const serviceId = plan.serviceIds.get(wanted?.service ?? "");
  const environmentId = plan.environmentIds.get(wanted?.environment ?? "");
  if (!wanted || !serviceId || !environmentId) throw new Error("a planned change has no place");
  const { name, definition, service, environment } = wanted;
  const place = { serviceId, service, environmentId, environment };
  if (action === "create") return writeNew(context, { slug, name, place, definition }, cause);
  const isNewDefinition = change.fields.some(({ path }) => path.startsWith("definition"));
  const edit = { name, ...(isNewDefinition ? { definition } : {}) };
  return writeEdit(context, await lockedObjective(context.tx, slug), edit, cause);
}
