import type { ReactNode } from "react";
import type { RolloutSummary } from "@/lib/rollouts/api-contract";
import classes from "./step-count.module.css";

type Progress = Pick<RolloutSummary, "stepIndex" | "stepCount" | "phase">;

/** Steps done and to come, one short bar each. */
export function StepCount({ rollout }: { readonly rollout: Progress }): ReactNode {
  const { stepCount, phase } = rollout;
  const done = stepsDone(rollout);
  const isBack = phase === "rolling_back" || phase === "rolled_back";
  const label = isBack || phase === "cancelled" ? "taken back" : `${done} of ${stepCount} steps done`;
  return (
    <span className={classes.steps} role="img" aria-label={label} title={label}>
      {Array.from({ length: stepCount }, (_, index) => (
        <span
          // biome-ignore lint/suspicious/noArrayIndexKey: a step is its place in the plan.
          key={index}
          className={classes.step}
          data-state={isBack ? "back" : index < done ? "done" : index === rollout.stepIndex ? "current" : undefined}
        />
      ))}
    </span>
  );
}

function stepsDone({ phase, stepIndex, stepCount }: Progress): number {
  if (phase === "completed" || phase === "watching") return stepCount;
  return stepIndex ?? 0;
}
