import { budgetWords } from "@/lib/kernel/budget-words";
import type { Consequence, Threshold } from "@/lib/policies/contract";

/** Consequences that somebody is told of. */
export const toldConsequences = ["slow_down", "approval", "freeze"] as const;
export type ToldConsequence = (typeof toldConsequences)[number];

export interface ConsequenceStep {
  readonly open: ToldConsequence | null;
  readonly end: readonly ToldConsequence[];
  /** What is left of it cannot be told any more: open alarms stay, frozen. */
  readonly isFrozen: boolean;
}

/**
 * What happens to the alarms of a policy and an objective, of which `open` are not over. A graver consequence ends the milder one. What
 * cannot be determined ends nothing and begins nothing.
 */
export function consequenceStep(open: readonly ToldConsequence[], now: Consequence): ConsequenceStep {
  if (now === "undetermined") return { open: null, end: [], isFrozen: open.length > 0 };
  const end = open.filter((one) => one !== now);
  return { open: now === "none" || open.includes(now) ? null : now, end, isFrozen: false };
}

/** What a threshold does, as people are told: "releases are frozen, except fixes of open incidents". */
export function effectWords({ effect }: Threshold): string {
  if (effect.kind === "approval") return "releases need the approval of another person";
  if (effect.kind === "freeze") {
    const words = { incident_fix: "fixes of open incidents", emergency: "emergencies" } as const;
    const except = effect.exemptions.map((one) => words[one]).join(" and ");
    return except ? `releases are frozen, except ${except}` : "releases are frozen";
  }
  const starts = effect.maxStartsPerDay === null ? [] : [`at most ${effect.maxStartsPerDay} begin in 24 hours`];
  const bakes = effect.bakeFactor === 1 ? [] : [`steps bake ${effect.bakeFactor} times as long`];
  return ["releases slow down", ...starts, ...bakes].join(", ");
}

export interface ConsequenceSaid {
  readonly policy: string;
  readonly objective: string;
  readonly threshold: Threshold;
  readonly isActing: boolean;
  readonly leftWorstPercent: string | null;
}

/** The arithmetic of a consequence as a sentence. */
export function consequenceSentence({
  policy,
  objective,
  threshold,
  isActing,
  leftWorstPercent,
}: ConsequenceSaid): string {
  const left =
    leftWorstPercent === null
      ? `What is left of the error budget of ${objective} is`
      : `${budgetWords(leftWorstPercent, { of: objective })},`;
  const acts = isActing ? "" : " The policy only tells: nothing is held by it.";
  const tell = threshold.tell.length === 0 ? "" : ` To be told: ${threshold.tell.join(", ")}.`;
  return `${left} at or below the ${threshold.leftPercent} % of “${policy}”: ${effectWords(threshold)}.${acts}${tell}`;
}
