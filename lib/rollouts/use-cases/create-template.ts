import { alreadyTaken } from "@/lib/platform/refusals";
import { defineUseCase } from "@/lib/platform/use-case";
import { CreateTemplateInput, type TemplateView } from "../api-contract";
import { findTemplate } from "../template-read-model";
import { assertPlan, insertTemplate, keepVersion, teamIdOf } from "../template-store";

/** Publish a plan that services can adopt. */
export const createTemplate = defineUseCase({
  name: "template.create",
  permission: "template:write",
  input: CreateTemplateInput,
  subject: (input) => ({ kind: "template", id: null, name: `${input.slug}` }),
  async handle({ input, tx, ids, actor, record, hint }): Promise<TemplateView> {
    assertPlan(input.plan);
    const { slug, name, description, plan } = input;
    if (await findTemplate(tx, slug)) {
      throw alreadyTaken("slug", `There is a template “${slug}” already.`, "Choose another slug, or edit that one.");
    }
    const id = ids.next("tpl");
    const ownerTeamId = await teamIdOf(tx, input.ownerTeam);
    await insertTemplate(tx, { id, slug, name, description, ownerTeamId, plan });
    await keepVersion(tx, { id, revision: 1 }, plan, actor.name);
    await record({ subject: { kind: "template", id, name: slug }, after: input });
    await hint({ topic: "template", id, revision: 1 });
    const created = await findTemplate(tx, slug);
    if (!created) throw new Error("a template that was just created is not there");
    return created;
  },
});
