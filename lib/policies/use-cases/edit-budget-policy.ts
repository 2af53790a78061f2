import { prismaExecutor } from "@/lib/platform/db/executor";
import type { Tx } from "@/lib/platform/db/prisma";
import { notFound, requireRevision } from "@/lib/platform/refusals";
import { defineUseCase } from "@/lib/platform/use-case";
import { findBudgetPolicyRow, viewBudgetPolicy } from "../budget-policy-read-model";
import { lockBudgetPolicy } from "../budget-policy-store";
import { type BudgetPolicyView, EditBudgetPolicyInput } from "../contract";
import { checkDefinition } from "./check-definition";
import { writePolicyEdit } from "./write-budget-policy";

/** Change a policy. A changed definition is a new version with its reason; the old ones stay. */
export const editBudgetPolicy = defineUseCase({
  name: "budget-policy.edit",
  permission: "budget:write",
  input: EditBudgetPolicyInput,
  subject: (input) => ({ kind: "budget_policy", id: input.slug ?? null }),
  async handle(context): Promise<BudgetPolicyView> {
    const { slug, name, definition, reason, revision } = context.input;
    const before = await lockedBudgetPolicy(context.tx, slug);
    requireRevision(before, revision);
    if (definition) checkDefinition(definition);
    return writePolicyEdit(context, before, { name, definition }, reason);
  },
});

/** A policy in force, held until the transaction ends. Throws `not_found`. */
export async function lockedBudgetPolicy(tx: Tx, slug: string): Promise<BudgetPolicyView> {
  const locked = await lockBudgetPolicy(prismaExecutor(tx), slug);
  const row = locked ? await findBudgetPolicyRow(tx, slug) : null;
  if (!row || row.retiredAt) throw notFound("budget policy", slug);
  return viewBudgetPolicy(tx, row);
}
