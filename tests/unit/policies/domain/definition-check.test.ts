import { describe, expect, it } from "vitest";
import { BudgetPolicyDefinition, type Threshold } from "@/lib/policies/contract";
import { definitionReasons } from "@/lib/policies/domain/definition-check";

/** Goal: a policy that contradicts itself is not saved, and every contradiction is named. */

function reasonsOf(thresholds: readonly Threshold[], environmentKinds = ["production"]) {
  return definitionReasons(BudgetPolicyDefinition.parse({ scope: { tier: 0, environmentKinds }, thresholds }));
}
const freeze = { kind: "freeze", exemptions: [] } as Threshold["effect"];
const approval = { kind: "approval" } as const;

describe("a definition", () => {
  it("is fine when thresholds fall and effects grow", () => {
    const thresholds = [
      { leftPercent: 50, effect: { kind: "slow_down", maxStartsPerDay: null, bakeFactor: 2 } as const, tell: [] },
      { leftPercent: 20, effect: approval, tell: [] },
      { leftPercent: 0, effect: freeze, tell: [] },
    ];
    expect(reasonsOf(thresholds)).toEqual([]);
  });

  it("is refused with every reason and its field", () => {
    const thresholds = [
      { leftPercent: 20, effect: freeze, tell: [] },
      { leftPercent: 20, effect: approval, tell: [] },
      { leftPercent: 10, effect: { kind: "slow_down", maxStartsPerDay: null, bakeFactor: 1 } as const, tell: [] },
    ];
    const reasons = reasonsOf(thresholds, ["production", "production"]);
    expect(reasons.map(({ code, field }) => [code, field])).toEqual([
      ["kind_twice", "definition.scope.environmentKinds"],
      ["thresholds_not_falling", "definition.thresholds.1.leftPercent"],
      ["effect_milder", "definition.thresholds.1.effect"],
      ["effect_milder", "definition.thresholds.2.effect"],
      ["effect_without_effect", "definition.thresholds.2.effect"],
    ]);
    expect(reasons.every(({ remedy }) => remedy !== undefined)).toBe(true);
  });
});
