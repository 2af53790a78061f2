import type { Reason } from "@/lib/kernel/result";
import type { PolicyReason } from "@/lib/policies/domain/policy-facts";
import type { RolloutPlan } from "../contract";
import type { ReleaseHold } from "./rollout-command";

/** What error-budget policies hold, as reasons why a release waits: each with owner and what to do. */
export function budgetReasons(reasons: readonly PolicyReason[]): Reason[] {
  return reasons
    .filter(({ isHolding }) => isHolding)
    .map(({ code, message, remedy, owner, policy, objective, until }) => ({
      code,
      message,
      remedy,
      facts: { owner, policy, objective, until },
    }));
}

/** The same as what holds a rollout in the queue, or where it is. */
export function budgetHolds(reasons: readonly PolicyReason[]): ReleaseHold[] {
  return reasons
    .filter(({ isHolding }) => isHolding)
    .map(({ code, message, remedy, owner, policy, objective }) => ({
      code: "budget",
      id: [policy, code, objective ?? "all"].join(":"),
      why: `${message} ${remedy} Ask: ${owner}.`,
    }));
}

/** The plan with each bake time `factor` times as long; 1 leaves it as it is. */
export function withLongerBakes(plan: RolloutPlan, factor: number): RolloutPlan {
  if (factor === 1) return plan;
  return { ...plan, steps: plan.steps.map((step) => ({ ...step, bakeMs: step.bakeMs * factor })) };
}
