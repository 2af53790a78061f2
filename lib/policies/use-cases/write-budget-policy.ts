import type { CommandContext } from "@/lib/platform/use-case";
import { findBudgetPolicyRow, viewBudgetPolicy } from "../budget-policy-read-model";
import { insertBudgetPolicy, saveBudgetPolicy } from "../budget-policy-store";
import type { BudgetPolicyDefinition, BudgetPolicyView } from "../contract";

type Context = Pick<CommandContext<unknown>, "actor" | "now" | "tx" | "ids" | "hint" | "record">;

/** Write a new policy with its first version. Nothing has its slug yet, and its definition was found without fault. */
export async function writeNewPolicy(
  context: Context,
  policy: { readonly slug: string; readonly name: string; readonly definition: BudgetPolicyDefinition },
  reason: string | null,
): Promise<BudgetPolicyView> {
  const { actor, tx, ids } = context;
  await insertBudgetPolicy(tx, { id: ids.next("bpo"), ...policy, createdBy: actor.name }, reason);
  return tell(context, policy.slug, null, reason);
}

/** Write a change of a locked policy. A definition is a new version. */
export async function writePolicyEdit(
  context: Context,
  before: BudgetPolicyView,
  edit: { readonly name?: string | undefined; readonly definition?: BudgetPolicyDefinition | undefined },
  reason: string,
): Promise<BudgetPolicyView> {
  const { actor, tx } = context;
  const { name, definition } = edit;
  const version = definition && { version: before.version + 1, definition, savedBy: actor.name, reason };
  await saveBudgetPolicy(tx, before.id, { name, version });
  return tell(context, before.slug, before, reason);
}

/** End a locked policy. */
export async function writePolicyEnd(
  context: Context,
  before: BudgetPolicyView,
  reason: string,
): Promise<BudgetPolicyView> {
  await saveBudgetPolicy(context.tx, before.id, { retiredAt: new Date(context.now) });
  return tell(context, before.slug, before, reason);
}

async function tell(
  { tx, record, hint }: Context,
  slug: string,
  before: BudgetPolicyView | null,
  reason: string | null,
): Promise<BudgetPolicyView> {
  const row = await findBudgetPolicyRow(tx, slug);
  if (!row) throw new Error("a policy that was just written is not there");
  const after = await viewBudgetPolicy(tx, row);
  const subject = { kind: "budget_policy", id: slug, name: after.name };
  await record({ subject, ...(before ? { before } : {}), after, reason });
  await hint({ topic: "budget_policy", id: slug, revision: after.revision });
  return after;
}
