import { alreadyTaken } from "@/lib/platform/refusals";
import { defineUseCase } from "@/lib/platform/use-case";
import { findBudgetPolicyRow, viewBudgetPolicy } from "../budget-policy-read-model";
import { insertBudgetPolicy } from "../budget-policy-store";
import { type BudgetPolicyView, CreateBudgetPolicyInput } from "../contract";
import { checkDefinition } from "./check-definition";

/** Say what happens to the releases of a tier as error budgets run out. It acts from its commit on. */
export const createBudgetPolicy = defineUseCase({
  name: "budget-policy.create",
  permission: "budget:write",
  input: CreateBudgetPolicyInput,
  subject: (input) => ({ kind: "budget_policy", id: input.slug ?? null, ...(input.name ? { name: input.name } : {}) }),
  async handle({ input, actor, tx, ids, record, hint }): Promise<BudgetPolicyView> {
    const { slug, name, definition, reason = null } = input;
    checkDefinition(definition);
    if (await findBudgetPolicyRow(tx, slug))
      throw alreadyTaken(
        "slug",
        `There is a budget policy “${slug}” already.`,
        "Choose another slug, or edit that one.",
      );
    await insertBudgetPolicy(tx, { id: ids.next("bpo"), slug, name, definition, createdBy: actor.name }, reason);
    const row = await findBudgetPolicyRow(tx, slug);
    if (!row) throw new Error("a policy that was just inserted is not there");
    const created = await viewBudgetPolicy(tx, row);
    await record({ subject: { kind: "budget_policy", id: slug, name }, after: created, reason });
    await hint({ topic: "budget_policy", id: slug, revision: 1 });
    return created;
  },
});
