import { environmentIdsBySlug, serviceIdsBySlug } from "@/lib/catalog/service-read-model";
import { notFound } from "@/lib/platform/refusals";
import { defineQuery } from "@/lib/platform/use-case";
import { detailBudgetPolicy, findBudgetPolicyRow, listBudgetPolicyViews } from "../budget-policy-read-model";
import {
  type BudgetGate,
  BudgetGateInput,
  type BudgetPolicyDetail,
  type BudgetPolicyList,
  BudgetPolicySlugInput,
  ListBudgetPoliciesInput,
  RolloutGateInput,
} from "../contract";
import { askGate, currentBending, gateView } from "../gate-read-model";
import { findAskingRollout } from "../held-rollout-read-model";

/** Policies in force, the most critical tier first. */
export const listBudgetPolicies = defineQuery({
  name: "budget-policy.list",
  permission: "slo:read",
  input: ListBudgetPoliciesInput,
  handle: async ({ db }): Promise<BudgetPolicyList> => ({ items: await listBudgetPolicyViews(db) }),
});

/** One policy with every version it had. */
export const getBudgetPolicy = defineQuery({
  name: "budget-policy.get",
  permission: "slo:read",
  input: BudgetPolicySlugInput,
  async handle({ input, db }): Promise<BudgetPolicyDetail> {
    const row = await findBudgetPolicyRow(db, input.slug);
    if (!row) throw notFound("budget policy", input.slug);
    return detailBudgetPolicy(db, row);
  },
});

/** Would a release of a service to an environment go on now, as far as its error budget says? All the reasons. */
export const getBudgetGate = defineQuery({
  name: "budget-policy.gate",
  permission: "slo:read",
  input: BudgetGateInput,
  async handle({ input, db, now }): Promise<BudgetGate> {
    const serviceId = (await serviceIdsBySlug(db, [input.service])).get(input.service);
    if (!serviceId) throw notFound("service", input.service);
    const environmentId = (await environmentIdsBySlug(db, [input.environment])).get(input.environment);
    if (!environmentId) throw notFound("environment", input.environment);
    const place = { serviceId, environmentId, rolloutId: null, purpose: "release", isRunning: false } as const;
    return gateView(await askGate(db, place, currentBending(), now), now);
  },
});

/** What policies say about a rollout now; nothing holds one that is over, or a return. */
export const getRolloutGate = defineQuery({
  name: "budget-policy.rollout_gate",
  permission: "slo:read",
  input: RolloutGateInput,
  async handle({ input, db, now }): Promise<BudgetGate> {
    const rollout = await findAskingRollout(db, input.id);
    if (!rollout) throw notFound("rollout", input.id);
    const { isOver, ...question } = rollout;
    const purpose = isOver ? "return" : question.purpose;
    return gateView(await askGate(db, { ...question, purpose }, currentBending(), now), now);
  },
});
