import { describe, expect, it } from "vitest";
import { defaultPlans } from "@/lib/rollouts/domain/default-plans";
import { asksForObjective, withObjectiveLimits } from "@/lib/rollouts/domain/objective-limits";

/** Goal: a plan that asks for it burns by the service's own objective; every other one by its own numbers. */

const limit = { objectivePercent: 99.95, maxBurnRate: 14.4 };
const plan = defaultPlans.canary;
const asking = {
  ...plan,
  triggers: { ...plan.triggers, burnRate: { ...plan.triggers.burnRate, maxBurnRate: 2, isFromObjective: true } },
};

describe("the limits of the burn-rate trigger", () => {
  it("come from the objective where the plan asks for that, also for single steps", () => {
    expect(withObjectiveLimits(asking, limit).triggers.burnRate).toMatchObject({
      ...limit,
      enabled: true,
      minRequests: 50,
    });
    const [first, ...rest] = plan.steps;
    if (!first) throw new Error("the plan has no steps");
    const stepped = { ...plan, steps: [{ ...first, triggers: { burnRate: { isFromObjective: true } } }, ...rest] };
    expect(asksForObjective(stepped)).toBe(true);
    const limited = withObjectiveLimits(stepped, limit);
    expect(limited.steps[0]?.triggers?.burnRate).toMatchObject(limit);
    expect(limited.triggers.burnRate).toEqual(plan.triggers.burnRate);
    expect(limited.steps.slice(1)).toEqual(rest);
  });

  it("stay as they are without an objective, and where nobody asks", () => {
    expect(withObjectiveLimits(asking, null)).toEqual(asking);
    expect(asksForObjective(plan)).toBe(false);
    expect(withObjectiveLimits(plan, limit)).toEqual(plan);
  });
});
