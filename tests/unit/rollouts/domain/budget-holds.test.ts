import { describe, expect, it } from "vitest";
import type { PolicyReason } from "@/lib/policies/domain/policy-facts";
import { admit } from "@/lib/rollouts/domain/admission";
import { budgetHolds, budgetReasons, withLongerBakes } from "@/lib/rollouts/domain/budget-holds";
import { defaultPlans } from "@/lib/rollouts/domain/default-plans";
import { holdsOf } from "@/lib/rollouts/domain/tick-before-traffic";

/** Goal: what policies hold keeps a release in the queue with every reason, and never a return. */

const reason = (more: Partial<PolicyReason> = {}): PolicyReason => ({
  code: "budget_freeze",
  message: "Nothing of the budget is left.",
  remedy: "Wait.",
  owner: "Shop team",
  policy: "tier-1",
  objective: "answers",
  isHolding: true,
  bentBy: null,
  until: null,
  ...more,
});
const reasons = [reason(), reason({ code: "budget_approval", isHolding: false, bentBy: "waiver W-1" })];

describe("what policies hold", () => {
  it("is a reason to wait, with the owner; what is bent is none", () => {
    expect(budgetReasons(reasons)).toMatchObject([
      { code: "budget_freeze", facts: { owner: "Shop team", policy: "tier-1" } },
    ]);
    const facts = {
      request: { version: "2.0.0", policy: "queue", purpose: "release" },
      service: { name: "cart", isArchived: false },
      environment: { name: "production" },
      target: { name: "cart-production", live: { slot: "a", version: "1.0.0" } },
      active: null,
      queued: [],
      windows: [],
      budgets: budgetReasons(reasons),
      gates: [],
      planReasons: [],
      schemaReasons: [],
    } as const;
    expect(admit(facts)).toMatchObject({ kind: "queue", reasons: [{ code: "budget_freeze" }] });
    expect(admit({ ...facts, request: { ...facts.request, purpose: "return" } })).toEqual({ kind: "start" });
  });

  it("holds a queued release and no return", () => {
    const budgets = budgetHolds(reasons);
    expect(budgets).toMatchObject([{ id: "tier-1:budget_freeze:answers" }]);
    const hold = {
      activeRolloutId: null,
      aheadCount: 0,
      windows: [],
      budgets,
      live: { slot: "a", version: "1" },
      newestEpoch: 1,
    } as const;
    expect(holdsOf({ purpose: "release", pauseReasons: [] }, hold).map(({ code }) => code)).toEqual(["budget"]);
    expect(holdsOf({ purpose: "return", pauseReasons: [] }, hold)).toEqual([]);
  });

  it("makes steps bake longer, and nothing else", () => {
    const plan = defaultPlans.canary;
    const slowed = withLongerBakes(plan, 3);
    expect(slowed.steps.map(({ bakeMs }) => bakeMs)).toEqual(plan.steps.map(({ bakeMs }) => 3 * bakeMs));
    expect({ ...slowed, steps: plan.steps }).toEqual(plan);
    expect(withLongerBakes(plan, 1)).toBe(plan);
  });
});
