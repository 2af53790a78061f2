import type { Status } from "@/components/feedback/status";
import { assertNever } from "@/lib/kernel/assert";
import type { RolloutPhase, Strategy } from "@/lib/rollouts/contract";

/** How phases, strategies and causes are said and shown, everywhere the same. */

export interface PhaseView {
  readonly status: Status;
  readonly label: string;
}

interface Standing {
  readonly phase: RolloutPhase;
  readonly pauseReasons: readonly string[];
  readonly rollbackCause: string | null;
}

export const phaseNames: Readonly<Record<RolloutPhase, string>> = {
  queued: "Queued",
  preparing: "Preparing",
  shifting: "Shifting",
  baking: "Baking",
  watching: "Watching",
  completed: "Completed",
  rolling_back: "Rolling back",
  rolled_back: "Rolled back",
  cancelled: "Cancelled",
};

const pauseNames: Readonly<Record<string, string>> = {
  manual: "Paused",
  approval: "Needs approval",
  inconclusive: "Too few numbers",
  blind: "Blind",
  drift: "Drift",
  freeze: "Held by a window",
  budget: "Held by a budget policy",
};

export const strategyNames: Readonly<Record<Strategy, string>> = {
  canary: "Canary",
  blue_green: "Blue-green",
  rolling: "Rolling",
  immediate: "Immediate",
};

const causeNames: Readonly<Record<string, string>> = {
  error_rate: "Error rate",
  latency: "Latency",
  health: "Health check",
  burn_rate: "Error-budget burn",
  metric: "Custom metric",
  manual: "A person",
  superseded: "Newer rollout",
  preparation_failed: "Preparation",
  apply_deadline: "Data plane did not follow",
  pause_deadline: "Pause ran out",
  blind: "Blind too long",
};

export function causeName(cause: string): string {
  return causeNames[cause] ?? cause;
}

/** Trouble first: a rollout that sees nothing or differs from its intent is at risk, not merely waiting. */
export function phaseView({ phase, pauseReasons, rollbackCause }: Standing): PhaseView {
  const label = phaseNames[phase];
  switch (phase) {
    case "queued":
      return { status: "neutral", label };
    case "preparing":
    case "shifting":
    case "baking":
    case "watching":
      return pausedView(pauseReasons) ?? { status: "progressing", label };
    case "completed":
      return { status: "healthy", label };
    case "rolling_back":
      return { status: "failed", label };
    case "rolled_back":
      return { status: rollbackCause === "manual" || rollbackCause === "superseded" ? "neutral" : "failed", label };
    case "cancelled":
      return { status: "neutral", label };
    default:
      return assertNever(phase);
  }
}

function pausedView(reasons: readonly string[]): PhaseView | null {
  const first = ["blind", "drift", "inconclusive", "approval", "manual", "budget", "freeze"].find((name) =>
    reasons.includes(name),
  );
  if (first === undefined) return null;
  const isTrouble = first === "blind" || first === "drift" || first === "inconclusive";
  const more = reasons.length > 1 ? ` +${reasons.length - 1}` : "";
  return { status: isTrouble ? "at_risk" : "waiting", label: `${pauseNames[first] ?? first}${more}` };
}

const endedPhases: readonly RolloutPhase[] = ["completed", "rolled_back", "cancelled"];

export function isEnded(phase: RolloutPhase): boolean {
  return endedPhases.includes(phase);
}

/**
 * The engine's sentence with what it waits for in front, for places that cut long text: "Paused: an approval is needed;
 * decides by itself in 23 hours. Baking 10 % …".
 */
export function pauseFirst(sentence: string): string {
  const match = /^(.*) \(paused: (.*)\)$/.exec(sentence);
  return match ? `Paused: ${match[2]}. ${match[1]}` : sentence;
}
