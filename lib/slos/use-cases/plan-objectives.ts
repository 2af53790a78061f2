import type { Instant } from "@/lib/kernel/instant";
import type { Tx } from "@/lib/platform/db/prisma";
import { defineUseCase } from "@/lib/platform/use-case";
import { type ChangeMeaning, type ObjectivesPlan, PlanObjectivesInput } from "../as-code-contract";
import { type ChangeDraft, countActions } from "../domain/as-code/plan";
import { objectivesKind } from "../domain/as-code/spec";
import { meaningOf } from "./definition-meaning";
import { type FilePlan, planFromFiles } from "./plan-from-files";

/** Changes whose past is looked at; each takes a month of minutes. */
const maxWeighed = 20;

/**
 * What files of objectives would change, field by field, and what that would have meant over the known past. Changes nothing but the
 * audit log. Throws `invalid_input` for what cannot be applied either.
 */
export const planObjectives = defineUseCase({
  name: "objective.plan",
  permission: "slo:read",
  input: PlanObjectivesInput,
  subject: (input) => ({ kind: "objective", id: null, name: `${input.files?.length ?? 0} files` }),
  async handle({ input, tx, now, record }): Promise<ObjectivesPlan> {
    const plan = await planFromFiles(tx, input, { now, isLocking: false });
    const counts = countActions(plan.changes);
    await record({
      subject: {
        kind: "objective",
        id: null,
        name: input.files
          .map(({ name }) => name)
          .join(", ")
          .slice(0, 200),
      },
      detail: { planHash: plan.hash, counts },
    });
    let weighed = 0;
    const changes: ObjectivesPlan["changes"] = [];
    for (const change of plan.changes) {
      const isObjective = change.kind === objectivesKind;
      const isNew = change.action === "create" || change.fields.some(({ path }) => path.startsWith("definition"));
      const isWeighed = isObjective && isNew;
      if (isWeighed) weighed += 1;
      const meaning = isWeighed ? await weigh(tx, plan, { change, isTooMuch: weighed > maxWeighed, now }) : null;
      changes.push({ ...change, meaning });
    }
    const hasChanges = changes.some(({ action }) => action !== "unchanged");
    return { hash: plan.hash, hasChanges, counts, changes, notes: [...plan.notes] };
  },
});

interface WeighingQuestion {
  readonly change: ChangeDraft;
  readonly isTooMuch: boolean;
  readonly now: Instant;
}

async function weigh(tx: Tx, plan: FilePlan, { change, isTooMuch, now }: WeighingQuestion): Promise<ChangeMeaning> {
  const nothing = (why: string) => ({ before: null, after: null, why });
  if (isTooMuch)
    return nothing(`Only the first ${maxWeighed} changes of a plan are weighed; plan fewer files at a time.`);
  const wanted = plan.wanted.get(change.slug);
  const serviceId = plan.serviceIds.get(wanted?.service ?? "");
  const environmentId = plan.environmentIds.get(wanted?.environment ?? "");
  if (!serviceId || !environmentId || !wanted) throw new Error("a planned change has no place");
  const place = { serviceId, environmentId };
  const after = await meaningOf(tx, place, wanted.definition, now);
  if (after.knownSince === null) return nothing("Nothing was ever counted for this service here.");
  const present = plan.present.get(change.slug);
  const before = present ? await meaningOf(tx, place, present.definition, now) : null;
  return { before, after, why: null };
}
