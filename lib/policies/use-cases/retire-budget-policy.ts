import { requireRevision } from "@/lib/platform/refusals";
import { defineUseCase } from "@/lib/platform/use-case";
import { type BudgetPolicyView, RetireBudgetPolicyInput } from "../contract";
import { lockedBudgetPolicy } from "./edit-budget-policy";
import { writePolicyEnd } from "./write-budget-policy";

/** End a policy. What it held goes on at the next look; its versions stay. */
export const retireBudgetPolicy = defineUseCase({
  name: "budget-policy.retire",
  permission: "budget:write",
  input: RetireBudgetPolicyInput,
  subject: (input) => ({ kind: "budget_policy", id: input.slug ?? null }),
  async handle(context): Promise<BudgetPolicyView> {
    const { slug, reason, revision } = context.input;
    const before = await lockedBudgetPolicy(context.tx, slug);
    requireRevision(before, revision);
    return writePolicyEnd(context, before, reason);
  },
});
