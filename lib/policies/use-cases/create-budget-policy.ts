import { alreadyTaken } from "@/lib/platform/refusals";
import { defineUseCase } from "@/lib/platform/use-case";
import { findBudgetPolicyRow } from "../budget-policy-read-model";
import { type BudgetPolicyView, CreateBudgetPolicyInput } from "../contract";
import { checkDefinition } from "./check-definition";
import { writeNewPolicy } from "./write-budget-policy";

/** Say what happens to the releases of a tier as error budgets run out. It acts from its commit on. */
export const createBudgetPolicy = defineUseCase({
  name: "budget-policy.create",
  permission: "budget:write",
  input: CreateBudgetPolicyInput,
  subject: (input) => ({ kind: "budget_policy", id: input.slug ?? null, ...(input.name ? { name: input.name } : {}) }),
  async handle(context): Promise<BudgetPolicyView> {
    const { slug, name, definition, reason = null } = context.input;
    checkDefinition(definition);
    if (await findBudgetPolicyRow(context.tx, slug))
      throw alreadyTaken(
        "slug",
        `There is a budget policy “${slug}” already.`,
        "Choose another slug, or edit that one.",
      );
    return writeNewPolicy(context, { slug, name, definition }, reason);
  },
});
