import type { BudgetPolicyDefinition, BudgetPolicyView, Effect, Exemption, Threshold } from "@/lib/policies/contract";

/** One threshold of the form; what its effect does not use is kept, so that a change of mind loses nothing. */
export interface ThresholdValues {
  leftPercent: number | string;
  effect: {
    kind: Effect["kind"];
    maxStartsPerDay: number | string;
    bakeFactor: number | string;
    exemptions: string[];
  };
  tell: string[];
}

/** The fields of the form; numbers are what the inputs hold. */
export interface PolicyValues extends Record<string, unknown> {
  slug: string;
  name: string;
  definition: {
    scope: { tier: string; environmentKinds: string[] };
    isActing: boolean;
    thresholds: ThresholdValues[];
    onBurning: string;
    previousStage: string;
    withoutObjective: string;
  };
  reason: string;
}

const usual: readonly Threshold[] = [
  { leftPercent: 50, effect: { kind: "slow_down", maxStartsPerDay: 2, bakeFactor: 2 }, tell: [] },
  { leftPercent: 20, effect: { kind: "approval" }, tell: [] },
  { leftPercent: 0, effect: { kind: "freeze", exemptions: ["incident_fix", "emergency"] }, tell: [] },
];

/** What the form shows at first: the policy, or what is usual. */
export function valuesOf(policy: BudgetPolicyView | null): PolicyValues {
  const known = policy?.definition;
  return {
    slug: policy?.slug ?? "",
    name: policy?.name ?? "",
    definition: {
      scope: {
        tier: `${known?.scope.tier ?? 1}`,
        environmentKinds: [...(known?.scope.environmentKinds ?? ["production"])],
      },
      isActing: known?.isActing ?? true,
      thresholds: (known?.thresholds ?? usual).map(thresholdValues),
      onBurning: known?.onBurning ?? "ignore",
      previousStage: known?.previousStage ?? "ignore",
      withoutObjective: known?.withoutObjective ?? "allow",
    },
    reason: "",
  };
}

function thresholdValues({ leftPercent, effect, tell }: Threshold): ThresholdValues {
  return {
    leftPercent,
    effect: {
      kind: effect.kind,
      maxStartsPerDay: effect.kind === "slow_down" ? (effect.maxStartsPerDay ?? "") : 2,
      bakeFactor: effect.kind === "slow_down" ? effect.bakeFactor : 2,
      exemptions: effect.kind === "freeze" ? [...effect.exemptions] : [],
    },
    tell: [...tell],
  };
}

/** A threshold below the last one. */
export function nextThreshold(thresholds: readonly ThresholdValues[]): ThresholdValues {
  const last = Number(thresholds.at(-1)?.leftPercent ?? 100);
  return thresholdValues({
    leftPercent: Math.max(0, Math.floor(last / 2)),
    effect: { kind: "freeze", exemptions: [] },
    tell: [],
  });
}

/** The definition that the values say. The server checks it. */
export function definitionOf({ definition }: PolicyValues): BudgetPolicyDefinition {
  const { scope, thresholds, onBurning, previousStage, withoutObjective, isActing } = definition;
  return {
    scope: {
      tier: Number(scope.tier),
      environmentKinds: scope.environmentKinds as BudgetPolicyDefinition["scope"]["environmentKinds"],
    },
    isActing,
    thresholds: thresholds.map(({ leftPercent, effect, tell }) => ({
      leftPercent: leftPercent as number,
      effect: effectOf(effect),
      tell,
    })),
    onBurning: onBurning as BudgetPolicyDefinition["onBurning"],
    previousStage: previousStage as BudgetPolicyDefinition["previousStage"],
    withoutObjective: withoutObjective as BudgetPolicyDefinition["withoutObjective"],
  };
}

function effectOf({ kind, maxStartsPerDay, bakeFactor, exemptions }: ThresholdValues["effect"]): Effect {
  if (kind === "approval") return { kind };
  if (kind === "freeze") return { kind, exemptions: exemptions as Exemption[] };
  return {
    kind,
    maxStartsPerDay: maxStartsPerDay === "" ? null : (maxStartsPerDay as number),
    bakeFactor: bakeFactor as number,
  };
}
