import { z } from "zod";
import { AppError } from "@/lib/kernel/app-error";
import { defineQuery } from "@/lib/platform/use-case";
import { type PolicyView, ServiceSlugInput, TemplateSlugInput, type TemplateView } from "../api-contract";
import { findPolicy, findTemplate, listTemplates as listRows } from "../template-read-model";

/** Every rollout template. */
export const listTemplates = defineQuery({
  name: "template.list",
  permission: "rollout:read",
  input: z.strictObject({}),
  handle: async ({ db }): Promise<{ items: TemplateView[] }> => ({ items: await listRows(db) }),
});

/** One template with the services that adopted it. */
export const getTemplate = defineQuery({
  name: "template.get",
  permission: "rollout:read",
  input: TemplateSlugInput,
  async handle({ input, db }): Promise<TemplateView> {
    const template = await findTemplate(db, input.slug);
    if (!template) throw new AppError("not_found", { detail: "There is no such template." });
    return template;
  },
});

/** How a service is rolled out, with the origin of each value. */
export const getPolicy = defineQuery({
  name: "policy.get",
  permission: "rollout:read",
  input: ServiceSlugInput,
  async handle({ input, db }): Promise<PolicyView> {
    const policy = await findPolicy(db, input.slug);
    if (!policy) throw new AppError("not_found", { detail: "There is no such service." });
    return policy;
  },
});
