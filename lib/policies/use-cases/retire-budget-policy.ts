import { notFound, requireRevision } from "@/lib/platform/refusals";
import { defineUseCase } from "@/lib/platform/use-case";
import { findBudgetPolicyRow, viewBudgetPolicy } from "../budget-policy-read-model";
import { saveBudgetPolicy } from "../budget-policy-store";
import { type BudgetPolicyView, RetireBudgetPolicyInput } from "../contract";
import { lockedBudgetPolicy } from "./edit-budget-policy";

/** End a policy. What it held goes on at the next look; its versions stay. */
export const retireBudgetPolicy = defineUseCase({
  name: "budget-policy.retire",
  permission: "budget:write",
  input: RetireBudgetPolicyInput,
  subject: (input) => ({ kind: "budget_policy", id: input.slug ?? null }),
  async handle({ input, now, tx, record, hint }): Promise<BudgetPolicyView> {
    const { slug, reason } = input;
    const before = await lockedBudgetPolicy(tx, slug);
    requireRevision(before, input.revision);
    await saveBudgetPolicy(tx, before.id, { retiredAt: new Date(now) });
    const row = await findBudgetPolicyRow(tx, slug);
    if (!row) throw notFound("budget policy", slug);
    const after = await viewBudgetPolicy(tx, row);
    await record({ subject: { kind: "budget_policy", id: slug, name: after.name }, before, after, reason });
    await hint({ topic: "budget_policy", id: slug, revision: after.revision });
    return after;
  },
});
