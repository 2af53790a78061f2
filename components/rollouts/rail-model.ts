import type { RailStep, RailStepState } from "@/components/charts/rail-step";
import { assertNever } from "@/lib/kernel/assert";
import type { RolloutDetail } from "@/lib/rollouts/api-contract";

export interface Rail {
  readonly steps: readonly RailStep[];
  readonly tone: "progressing" | "waiting" | "at_risk" | "healthy";
}

/** The path of a rollout: its steps, then the watch over 100 % with the old version warm. */
export function railOf(rollout: RolloutDetail): Rail {
  const states = stateOfSteps(rollout);
  const steps = rollout.plan.steps.map((step, index): RailStep => {
    const state = states[index] ?? "next";
    return {
      id: `step-${index}`,
      trafficPercent: step.trafficPercent,
      state,
      bakeMs: step.bakeMs,
      ...(state === "current" ? currentFields(rollout) : {}),
      ...(step.approval && index < rollout.plan.steps.length - 1
        ? { approval: approvalOf(rollout, index, state) }
        : {}),
      ...noteOf(rollout, state),
    };
  });
  const watch: RailStep = {
    id: "watch",
    title: "Watch",
    trafficPercent: 100,
    state: states[rollout.plan.steps.length] ?? "next",
    bakeMs: rollout.plan.warmMs,
    ...(rollout.phase === "watching" ? currentFields(rollout) : {}),
    ...noteOf(rollout, states[rollout.plan.steps.length] ?? "next"),
  };
  return { steps: [...steps, watch], tone: toneOf(rollout) };
}

/** State of each step and, last, of the watch. */
function stateOfSteps(rollout: RolloutDetail): readonly RailStepState[] {
  const current = positionOf(rollout);
  const isBack = rollout.phase === "rolling_back" || rollout.phase === "rolled_back";
  const [here, after]: readonly RailStepState[] = isBack ? ["failed", "skipped"] : ["current", "next"];
  const stateAt = (index: number): RailStepState => {
    if (current === null) return stateWithoutStep(rollout, isBack);
    if (index < current) return "done";
    return (index === current ? here : after) ?? "next";
  };
  return Array.from({ length: rollout.plan.steps.length + 1 }, (_, index) => stateAt(index));
}

function stateWithoutStep({ phase }: RolloutDetail, isBack: boolean): RailStepState {
  if (phase === "completed") return "done";
  return isBack || phase === "cancelled" ? "skipped" : "next";
}

/** Index of the step it stands at, the number of steps while watching, null before the first. */
function positionOf(rollout: RolloutDetail): number | null {
  const { phase } = rollout;
  switch (phase) {
    case "queued":
    case "preparing":
    case "cancelled":
    case "completed":
      return null;
    case "shifting":
    case "baking":
      return rollout.stepIndex;
    case "watching":
      return rollout.plan.steps.length;
    case "rolling_back":
    case "rolled_back":
      return rollout.rollback?.stepIndex ?? null;
    default:
      return assertNever(phase);
  }
}

function currentFields(rollout: RolloutDetail): Partial<RailStep> {
  const { look } = rollout;
  if (look === null) return { bakedMs: 0 };
  return look.runsSince === null ? { bakedMs: look.lookedMs } : { bakingSinceMs: Date.parse(look.runsSince) };
}

function noteOf(rollout: RolloutDetail, state: RailStepState): { readonly note?: string } {
  if (state === "current" && rollout.phase === "shifting") return { note: "Waiting for the data plane" };
  if (state === "failed") return { note: rollout.phase === "rolled_back" ? "Taken back here" : "Being taken back" };
  if (state === "skipped") return { note: "Not reached" };
  return {};
}

function approvalOf(rollout: RolloutDetail, index: number, state: RailStepState): NonNullable<RailStep["approval"]> {
  if (state === "done" || rollout.approvedStepIndex === index) return "granted";
  return state === "current" && rollout.pauseReasons.includes("approval") ? "waiting" : "required";
}

function toneOf(rollout: RolloutDetail): Rail["tone"] {
  const paused = rollout.pauseReasons;
  if (paused.some((reason) => reason === "blind" || reason === "drift" || reason === "inconclusive")) return "at_risk";
  if (paused.length > 0) return "waiting";
  return rollout.phase === "watching" ? "healthy" : "progressing";
}
