import { describe, expect, it } from "vitest";
import { PlanOverrides, RolloutPlan, Step } from "@/lib/rollouts/contract";
import { defaultPlans } from "@/lib/rollouts/domain/default-plans";
import { planOfReturn, resolvePlan, triggersOfStep } from "@/lib/rollouts/domain/plan";
import { validatePlan } from "@/lib/rollouts/domain/plan-validation";
import { canaryPlan, queued, walk } from "../../../support/rollout-fixtures";

/** Goal: a resolved plan says where each field comes from. Method: examples of each kind of override. */

const metric = { id: "queue", sourceId: "prom", query: "q", failWhen: "above" as const, limit: 5, failuresInARow: 3 };

describe("default plans", () => {
  it.each(Object.entries(defaultPlans))("%s is complete and valid", (strategy, plan) => {
    expect(RolloutPlan.parse(plan)).toEqual(plan);
    expect(plan.strategy).toBe(strategy);
    expect(validatePlan(plan)).toEqual([]);
  });

  it("have the defaults that are promised", () => {
    expect(defaultPlans.canary.steps.map((step) => step.trafficPercent)).toEqual([10, 50, 100]);
    expect(defaultPlans.rolling.steps.map((step) => step.trafficPercent)).toEqual([25, 50, 75, 100]);
    expect(defaultPlans.blue_green.steps.map((step) => step.trafficPercent)).toEqual([0, 100]);
    expect(defaultPlans.immediate.steps.map((step) => step.trafficPercent)).toEqual([100]);
    expect(defaultPlans.canary.triggers).toMatchObject({
      errorRate: { maxIncreasePp: 1 },
      latency: { maxIncreaseMs: 500, quantile: 0.95 },
    });
  });
});

describe("resolving a plan", () => {
  it("changes single fields and says who changed them", () => {
    const service = PlanOverrides.parse({
      triggers: { errorRate: { maxIncreasePp: 0.5 }, metrics: [metric] },
      warmMs: 1_000,
    });
    const request = PlanOverrides.parse({ triggers: { errorRate: { minRequests: 10 } }, warmMs: 2_000 });
    const template = {
      ...defaultPlans.canary,
      triggers: {
        ...defaultPlans.canary.triggers,
        errorRate: { enabled: false, maxIncreasePp: 3, judge: "threshold" as const, minRequests: 99 },
      },
    };
    const { plan, origin } = resolvePlan(template, service, request);
    expect(plan.triggers.errorRate).toEqual({
      enabled: false,
      maxIncreasePp: 0.5,
      judge: "threshold",
      minRequests: 10,
    });
    expect(plan).toMatchObject({ warmMs: 2_000, triggers: { metrics: [metric] }, steps: template.steps });
    expect(origin).toMatchObject({
      steps: "template",
      warmMs: "request",
      "triggers.errorRate.enabled": "template",
      "triggers.errorRate.maxIncreasePp": "service",
      "triggers.errorRate.minRequests": "request",
      "triggers.metrics.queue": "service",
    });
    expect(RolloutPlan.parse(plan)).toEqual(plan);
  });

  it("replaces a custom metric by its id, never drops one of the template", () => {
    const template = {
      ...defaultPlans.canary,
      triggers: { ...defaultPlans.canary.triggers, metrics: [metric, { ...metric, id: "lag" }] },
    };
    const { plan, origin } = resolvePlan(template, { triggers: { metrics: [{ ...metric, limit: 9 }] } }, {});
    expect(plan.triggers.metrics.map(({ id, limit }) => [id, limit])).toEqual([
      ["lag", 5],
      ["queue", 9],
    ]);
    expect(origin).toMatchObject({ "triggers.metrics.lag": "template", "triggers.metrics.queue": "service" });
  });

  it("takes an explicit undefined for no override", () => {
    const { plan, origin } = resolvePlan(
      defaultPlans.canary,
      { warmMs: undefined, triggers: { latency: { quantile: undefined } } },
      {},
    );
    expect(plan).toEqual(defaultPlans.canary);
    expect(new Set(Object.values(origin))).toEqual(new Set(["template"]));
  });
});

describe("triggers of a step", () => {
  it("merge the overrides of the step, which bring no defaults of their own", () => {
    const steps = [
      Step.parse({ trafficPercent: 10, triggers: { latency: { maxIncreaseMs: 50 } } }),
      Step.parse({ trafficPercent: 100 }),
    ];
    const triggers = {
      ...defaultPlans.canary.triggers,
      latency: { ...defaultPlans.canary.triggers.latency, quantile: 0.99 },
    };
    const plan = { ...defaultPlans.canary, steps, triggers };
    expect(triggersOfStep(plan, 0).latency).toMatchObject({ maxIncreaseMs: 50, quantile: 0.99 });
    expect(triggersOfStep(plan, 1).latency).toMatchObject({ maxIncreaseMs: 500, quantile: 0.99 });
  });
});

describe("the plan of a return", () => {
  it("goes back at once, in the other direction, and rests on health", () => {
    const { state } = walk(queued(canaryPlan({ onBlind: "rollback" })), (at) => at.phase === "completed");
    if (state.phase !== "completed") throw new Error(state.phase);
    const back = planOfReturn(state);
    expect(back).toMatchObject({
      purpose: "return",
      stableSlot: "b",
      canarySlot: "a",
      stableVersion: "2.0.0",
      canaryVersion: "1.0.0",
    });
    expect(back.plan).toMatchObject({
      strategy: "immediate",
      onBlind: "pause",
      steps: [{ trafficPercent: 100, minRequests: 0 }],
    });
    expect(validatePlan(back.plan)).toEqual([]);
  });
});
