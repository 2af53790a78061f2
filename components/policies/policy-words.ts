import type { Status } from "@/components/feedback/status";
import type { BudgetGate, BudgetPolicyDefinition, Consequence, Effect, Threshold } from "@/lib/policies/contract";

interface Badge {
  readonly status: Status;
  readonly label: string;
}

const consequences: Readonly<Record<Consequence, Badge>> = {
  none: { status: "healthy", label: "Free" },
  slow_down: { status: "at_risk", label: "Slowed down" },
  approval: { status: "waiting", label: "Needs approval" },
  undetermined: { status: "no_data", label: "Undetermined" },
  freeze: { status: "failed", label: "Frozen" },
};

/** The badge of what a policy says. */
export function consequenceBadge(consequence: Consequence): Badge {
  return consequences[consequence];
}

/** "slow down: 2 releases a day, steps bake 2 times as long". */
export function effectWords(effect: Effect): string {
  if (effect.kind === "approval") return "another person must approve";
  if (effect.kind === "freeze") return `freeze${exemptWords(effect.exemptions)}`;
  const { maxStartsPerDay, bakeFactor } = effect;
  const parts = [
    ...(maxStartsPerDay === null
      ? []
      : [maxStartsPerDay === 1 ? "1 release a day" : `${maxStartsPerDay} releases a day`]),
    ...(bakeFactor > 1 ? [`steps bake ${bakeFactor} times as long`] : []),
  ];
  return `slow down: ${parts.join(", ")}`;
}

function exemptWords(exemptions: readonly string[]): string {
  const words = exemptions.map((one) => (one === "emergency" ? "emergencies" : "fixes of open incidents"));
  return words.length === 0 ? "" : `, except ${words.join(" and ")}`;
}

export function thresholdWords({ leftPercent, effect }: Threshold): string {
  return `At ${leftPercent} %: ${effectWords(effect)}`;
}

/** "Tier 1, production and staging". */
export function scopeWords({ scope }: BudgetPolicyDefinition): string {
  const kinds = scope.environmentKinds;
  const last = kinds.at(-1);
  return `Tier ${scope.tier}, ${kinds.length === 1 ? last : `${kinds.slice(0, -1).join(", ")} and ${last}`}`;
}

/** What a policy asks besides its thresholds, each in a sentence. */
export function otherRules({ onBurning, previousStage, withoutObjective }: BudgetPolicyDefinition): string[] {
  return [
    ...(onBurning === "hold" ? ["While an alert pages, nothing goes on."] : []),
    ...(previousStage === "met" ? ["The objectives of the environment before must be met."] : []),
    ...(withoutObjective === "refuse" ? ["A service without an objective is held."] : []),
  ];
}

/** What the gate says, in a sentence. */
export function gateAnswer({ verdict, consequence, bakeFactor, policies }: BudgetGate): string {
  if (policies.length === 0) return "No policy applies here.";
  if (verdict === "held") return "A new release would be held.";
  if (verdict === "undetermined") return "Undetermined: a new release would be held until more is known.";
  if (bakeFactor > 1) return `A new release may begin; its steps bake ${bakeFactor} times as long.`;
  if (policies.every(({ isActing }) => !isActing)) return "Nothing is held: the policy only tells.";
  return consequence === "none" ? "A new release may begin." : "A new release may begin, as an exception.";
}
