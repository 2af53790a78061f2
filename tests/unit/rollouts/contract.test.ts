import { describe, expect, it } from "vitest";
import { PlanOverrides, RolloutPlan, Step, TriggerOverrides } from "@/lib/rollouts/contract";

/** Goal: overrides carry only what they name; bad input is refused with its path. */

describe("overrides", () => {
  it("do not bring the defaults of fields they do not name", () => {
    expect(TriggerOverrides.parse({ errorRate: { maxIncreasePp: 2 } })).toEqual({ errorRate: { maxIncreasePp: 2 } });
    expect(PlanOverrides.parse({ triggers: { latency: {} } })).toEqual({ triggers: { latency: {} } });
  });
});

describe("a plan from outside", () => {
  it.each([
    ["a weight of 101", { trafficPercent: 101 }, "trafficPercent"],
    ["a negative bake time", { trafficPercent: 10, bakeMs: -1 }, "bakeMs"],
    ["an unknown field", { trafficPercent: 10, weight: 3 }, ""],
  ])("with %s is refused", (_words, step, path) => {
    const parsed = Step.safeParse(step);
    expect(parsed.error?.issues[0]?.path.join(".")).toBe(path);
  });

  it("gets every default", () => {
    expect(RolloutPlan.parse({ strategy: "immediate", steps: [{ trafficPercent: 100 }] })).toMatchObject({
      triggers: { errorRate: { maxIncreasePp: 1 }, latency: { maxIncreaseMs: 500 }, health: { withinMs: 30_000 } },
      onBlind: "pause",
    });
  });
});
