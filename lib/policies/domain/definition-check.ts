import type { Reason } from "@/lib/kernel/result";
import type { BudgetPolicyDefinition, Effect } from "../contract";

const gravity: Readonly<Record<Effect["kind"], number>> = { slow_down: 0, approval: 1, freeze: 2 };

/** All that is wrong with a definition as a whole, each with field and remedy. Empty: it can be saved. */
export function definitionReasons({ scope, thresholds }: BudgetPolicyDefinition): Reason[] {
  const reasons: Reason[] = [];
  if (new Set(scope.environmentKinds).size < scope.environmentKinds.length) {
    reasons.push({
      code: "kind_twice",
      field: "definition.scope.environmentKinds",
      message: "A kind of environment is named twice.",
      remedy: "Name each once.",
    });
  }
  for (const [index, { leftPercent, effect }] of thresholds.entries()) {
    const before = thresholds[index - 1];
    const field = `definition.thresholds.${index}`;
    if (before && leftPercent >= before.leftPercent) {
      reasons.push({
        code: "thresholds_not_falling",
        field: `${field}.leftPercent`,
        message: `${leftPercent} % is not less than the ${before.leftPercent} % before it.`,
        remedy: "Let each threshold be lower than the one before.",
      });
    }
    if (before && gravity[effect.kind] < gravity[before.effect.kind]) {
      reasons.push({
        code: "effect_milder",
        field: `${field}.effect`,
        message: `With less budget left, ${leftPercent} %, it would be milder than at ${before.leftPercent} %.`,
        remedy: "Let what happens at a lower threshold be at least as grave.",
      });
    }
    if (effect.kind === "slow_down" && effect.maxStartsPerDay === null && effect.bakeFactor === 1) {
      reasons.push({
        code: "effect_without_effect",
        field: `${field}.effect`,
        message: "It slows nothing down.",
        remedy: "Give a number of releases a day, or a longer bake.",
      });
    }
  }
  return reasons;
}
