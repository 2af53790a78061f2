import { describe, expect, it } from "vitest";
import type { RolloutPlan, Step } from "@/lib/rollouts/contract";
import { defaultPlans } from "@/lib/rollouts/domain/default-plans";
import { validatePlan } from "@/lib/rollouts/domain/plan-validation";

/** Goal: each fault of a plan is named with its field and remedy. Method: one fault in a valid plan at a time. */

const canary = defaultPlans.canary;
const off = { ...canary.triggers.health, enabled: false };

function step(trafficPercent: number, more: Partial<Step> = {}): Step {
  return { trafficPercent, bakeMs: 1_000, approval: false, minRequests: 50, ...more };
}

function withSteps(...steps: Step[]): RolloutPlan {
  return { ...canary, steps };
}

const metric = { id: "queue", sourceId: "prom", query: "q", failWhen: "above" as const, limit: 5, failuresInARow: 3 };

const smoke = { id: "front", path: "/", expectStatus: 200, bodyContains: "", timeoutMs: 2_000 };

describe("validatePlan", () => {
  it.each<[string, string, RolloutPlan]>([
    ["weight_out_of_range", "steps.0.trafficPercent", withSteps(step(-1), step(100))],
    ["weight_out_of_range", "steps.1.trafficPercent", withSteps(step(10), step(101), step(100))],
    ["weight_out_of_range", "steps.0.trafficPercent", withSteps(step(Number.NaN), step(100))],
    ["bake_negative", "steps.0.bakeMs", withSteps(step(10, { bakeMs: -1 }), step(100))],
    ["steps_not_rising", "steps.1.trafficPercent", withSteps(step(10), step(10), step(100))],
    ["no_steps", "steps", withSteps()],
    ["last_step_not_full", "steps.0.trafficPercent", withSteps(step(99))],
    ["approval_after_last", "steps.0.approval", withSteps(step(100, { approval: true }))],
    ["strategy_mismatch", "steps", { ...withSteps(step(50), step(100)), strategy: "immediate" }],
    ["strategy_mismatch", "steps", { ...withSteps(step(0), step(50), step(100)), strategy: "blue_green" }],
    [
      "step_without_check",
      "steps.0.triggers",
      withSteps(step(0, { triggers: { health: { enabled: false } } }), step(100)),
    ],
    [
      "step_without_check",
      "steps.0.triggers",
      withSteps(
        step(10, {
          triggers: {
            health: off,
            errorRate: { enabled: false },
            latency: { enabled: false },
            burnRate: { enabled: false },
          },
        }),
        step(100),
      ),
    ],
    [
      "quiet_step_without_health",
      "steps.0.minRequests",
      withSteps(step(10, { minRequests: 0, triggers: { health: off } }), step(100)),
    ],
    ["smoke_check_twice", "smokeChecks.1.id", { ...canary, smokeChecks: [smoke, smoke] }],
    [
      "metric_twice",
      "triggers.metrics.1.id",
      { ...canary, triggers: { ...canary.triggers, metrics: [metric, metric] } },
    ],
    [
      "too_many_metrics",
      "triggers.metrics",
      {
        ...canary,
        triggers: { ...canary.triggers, metrics: Array.from({ length: 11 }, (_, at) => ({ ...metric, id: `m${at}` })) },
      },
    ],
    ["deadline_too_short", "applyDeadlineMs", { ...canary, applyDeadlineMs: 999 }],
    ["deadline_too_short", "pauseDeadlineMs", { ...canary, pauseDeadlineMs: 59_999 }],
    ["deadline_too_short", "queueDeadlineMs", { ...canary, queueDeadlineMs: 0 }],
    ["plan_too_long", "steps", withSteps(...[10, 20, 30, 40, 100].map((at) => step(at, { bakeMs: 7 * 86_400_000 })))],
  ])("says %s at %s", (code, field, plan) => {
    const found = validatePlan(plan).find((reason) => reason.code === code && reason.field === field);
    expect(found?.message).toMatch(/\.$/);
    expect(found?.remedy).toMatch(/\.$/);
  });

  it("gives all the faults at once", () => {
    expect(validatePlan(withSteps(step(101, { bakeMs: -5 }), step(50))).map((reason) => reason.code)).toEqual([
      "weight_out_of_range",
      "bake_negative",
      "steps_not_rising",
      "last_step_not_full",
    ]);
  });
});
