import { AppError } from "@/lib/kernel/app-error";
import { defineUseCase } from "@/lib/platform/use-case";
import { EditTemplateInput, type TemplateView } from "../api-contract";
import { findTemplate } from "../template-read-model";
import { assertPlan, keepVersion, saveTemplate, teamIdOf } from "../template-store";

/** Change a template. Rollouts under way keep the plan they started with; the next ones follow the new one. */
export const editTemplate = defineUseCase({
  name: "template.edit",
  permission: "template:write",
  input: EditTemplateInput,
  subject: (input) => ({ kind: "template", id: null, name: `${input.slug}` }),
  async handle({ input, tx, actor, record, hint }): Promise<TemplateView> {
    const before = await findTemplate(tx, input.slug);
    if (!before) throw new AppError("not_found", { detail: "There is no such template." });
    if (input.plan) assertPlan(input.plan);
    const ownerTeamId = input.ownerTeam === undefined ? undefined : await teamIdOf(tx, input.ownerTeam);
    const { name, description, plan } = input;
    if (!(await saveTemplate(tx, input, { name, description, ownerTeamId, plan })))
      throw new AppError("stale_state", { detail: "The template changed while you were editing.", current: before });
    const after = await findTemplate(tx, input.slug);
    if (!after) throw new Error("a template vanished in its own transaction");
    await keepVersion(tx, after, after.plan, actor.name);
    await record({ subject: { kind: "template", id: after.id, name: after.slug }, before, after });
    await hint({ topic: "template", id: after.id, revision: after.revision });
    return after;
  },
});
