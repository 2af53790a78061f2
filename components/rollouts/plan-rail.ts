import type { RailStep } from "@/components/charts/rail-step";
import type { RolloutPlan } from "@/lib/rollouts/contract";

/** A plan as a rail, before anything has begun. */
export function planRail(plan: RolloutPlan): readonly RailStep[] {
  const last = plan.steps.length - 1;
  return [
    ...plan.steps.map(
      (step, index): RailStep => ({
        id: `step-${index}`,
        trafficPercent: step.trafficPercent,
        state: "next",
        bakeMs: step.bakeMs,
        ...(step.approval && index < last ? { approval: "required" } : {}),
      }),
    ),
    { id: "watch", title: "Watch", trafficPercent: 100, state: "next", bakeMs: plan.warmMs },
  ];
}
