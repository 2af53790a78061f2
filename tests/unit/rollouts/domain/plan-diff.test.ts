import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PlanOverrides, type RolloutPlan } from "@/lib/rollouts/contract";
import { defaultPlans } from "@/lib/rollouts/domain/default-plans";
import { resolvePlan } from "@/lib/rollouts/domain/plan";
import { overridesBetween } from "@/lib/rollouts/domain/plan-diff";

const canary = defaultPlans.canary;
const metric = {
  id: "queue",
  sourceId: "prom",
  query: "queue_depth",
  failWhen: "above",
  limit: 100,
  failuresInARow: 3,
} as const;

const plan: fc.Arbitrary<RolloutPlan> = fc
  .record({
    base: fc.constantFrom(...Object.values(defaultPlans)),
    warmMs: fc.integer({ min: 0, max: 60_000 }),
    onBlind: fc.constantFrom("pause", "rollback"),
    maxIncreasePp: fc.integer({ min: 0, max: 5 }),
    judge: fc.constantFrom("sequential", "threshold"),
    bakeMs: fc.integer({ min: 0, max: 3 }),
    limit: fc.option(fc.integer({ min: 0, max: 3 }), { nil: null }),
  })
  .map(({ base, warmMs, onBlind, maxIncreasePp, judge, bakeMs, limit }) => ({
    ...base,
    warmMs,
    onBlind,
    steps: base.steps.map((step, index) => (index === 0 ? { ...step, bakeMs } : step)),
    triggers: {
      ...base.triggers,
      errorRate: { ...base.triggers.errorRate, maxIncreasePp, judge },
      metrics: limit === null ? [] : [{ ...metric, limit }],
    },
  }));

describe("overridesBetween", () => {
  it("names nothing when nothing differs, whatever the order of the fields", () => {
    const shuffled = Object.fromEntries(Object.entries(canary).toReversed()) as RolloutPlan;
    expect(overridesBetween(canary, shuffled)).toEqual({});
  });

  it("names single trigger fields, not the trigger", () => {
    const wanted = {
      ...canary,
      triggers: { ...canary.triggers, latency: { ...canary.triggers.latency, maxIncreaseMs: 250 } },
    };
    expect(overridesBetween(canary, wanted)).toEqual({ triggers: { latency: { maxIncreaseMs: 250 } } });
  });

  it("names smoke checks as a whole", () => {
    const smokeChecks = [{ id: "front", path: "/", expectStatus: 200, bodyContains: "", timeoutMs: 2_000 }];
    expect(overridesBetween(canary, { ...canary, smokeChecks })).toEqual({ smokeChecks });
    const { plan: resolved, origin } = resolvePlan(canary, { smokeChecks }, {});
    expect([resolved.smokeChecks, origin.smokeChecks]).toEqual([smokeChecks, "service"]);
  });

  it("names steps as a whole", () => {
    const steps = canary.steps.map((step, index) => (index === 1 ? { ...step, approval: true } : step));
    expect(overridesBetween(canary, { ...canary, steps })).toEqual({ steps });
  });

  it("gives back any wanted plan when it is laid over the base, save the base's own metrics", () => {
    fc.assert(
      fc.property(plan, plan, (base, wanted) => {
        const overrides = PlanOverrides.parse(overridesBetween(base, wanted));
        const kept = base.triggers.metrics.filter(
          ({ id }) => !wanted.triggers.metrics.some((other) => other.id === id),
        );
        const expected = {
          ...wanted,
          triggers: { ...wanted.triggers, metrics: [...kept, ...wanted.triggers.metrics] },
        };
        expect(resolvePlan(base, overrides, {}).plan).toEqual(expected);
      }),
    );
  });
});
