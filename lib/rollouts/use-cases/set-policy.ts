import { findService } from "@/lib/catalog/service-read-model";
import { AppError } from "@/lib/kernel/app-error";
import { defineUseCase } from "@/lib/platform/use-case";
import { type PolicyView, SetPolicyInput } from "../api-contract";
import { resolvePlan } from "../domain/plan";
import { loadTemplate } from "../plan-store";
import { findPolicy } from "../template-read-model";
import { assertPlan, savePolicy } from "../template-store";

/** Adopt a template for a service and set what it does differently. */
export const setPolicy = defineUseCase({
  name: "policy.set",
  permission: "policy:write",
  input: SetPolicyInput,
  subject: (input) => ({ kind: "policy", id: null, name: `${input.slug}` }),
  async handle({ input, tx, record, hint }): Promise<PolicyView> {
    const service = await findService(tx, input.slug);
    const before = await findPolicy(tx, input.slug);
    if (!service || !before) throw new AppError("not_found", { detail: "There is no such service." });
    const stale = () =>
      new AppError("stale_state", { detail: "The policy changed while you were editing.", current: before });
    if (before.revision !== input.revision) throw stale();
    const template = await loadTemplate(tx, input.template);
    assertPlan(resolvePlan(template.plan, input.overrides, {}).plan, "overrides");
    const seen = { serviceId: service.id, revision: input.revision };
    if (!(await savePolicy(tx, seen, { templateId: template.id, overrides: input.overrides }))) throw stale();
    const after = await findPolicy(tx, input.slug);
    if (!after) throw new Error("a policy vanished in its own transaction");
    await record({ subject: { kind: "policy", id: service.id, name: service.slug }, before, after });
    await hint({ topic: "service", id: service.id, revision: after.revision });
    return after;
  },
});
