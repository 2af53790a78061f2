import type { RolloutPlan } from "../contract";

/** What a service promises, as the burn-rate trigger needs it. */
export interface BurnLimit {
  readonly objectivePercent: number;
  /** Burn above which its alert pages. */
  readonly maxBurnRate: number;
}

/**
 * The plan with the limits of its burn-rate trigger taken from the service's objective, where the plan asks for that and there is one. Fixed
 * at the start of the rollout, as everything in a plan is; also for steps that ask for it themselves.
 */
export function withObjectiveLimits(plan: RolloutPlan, limit: BurnLimit | null): RolloutPlan {
  if (limit === null) return plan;
  const { burnRate } = plan.triggers;
  return {
    ...plan,
    triggers: burnRate.isFromObjective ? { ...plan.triggers, burnRate: { ...burnRate, ...limit } } : plan.triggers,
    steps: plan.steps.map((step) => {
      const own = step.triggers?.burnRate;
      return own?.isFromObjective ? { ...step, triggers: { ...step.triggers, burnRate: { ...own, ...limit } } } : step;
    }),
  };
}

/** Does any part of the plan ask for the service's objective? */
export function asksForObjective(plan: RolloutPlan): boolean {
  return [plan.triggers.burnRate, ...plan.steps.map(({ triggers }) => triggers?.burnRate)].some(
    (trigger) => trigger?.isFromObjective === true,
  );
}
