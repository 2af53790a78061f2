import type { Reason } from "@/lib/kernel/result";

export const closingOutcomes = ["remedied", "accepted", "false_positive"] as const;
export type ClosingOutcome = (typeof closingOutcomes)[number];

export interface ClosableBreach {
  readonly isClosed: boolean;
  readonly needsRootCause: boolean;
  readonly isSigned: boolean;
  /** The objective has another definition since, or was retired; null for what has no definition of ours. */
  readonly isRuleChanged: boolean | null;
}

/** Why a breach cannot be closed with this outcome; all reasons, empty when it can. */
export function closingReasons(breach: ClosableBreach, outcome: ClosingOutcome): Reason[] {
  const reasons: Reason[] = [];
  if (breach.isClosed)
    reasons.push({ code: "closed", message: "It is closed already.", remedy: "There is nothing to do." });
  if (breach.needsRootCause && !breach.isSigned)
    reasons.push({
      code: "root_cause_needed",
      message: "Its root cause is not signed.",
      remedy: "Write it and let another person sign it.",
    });
  if (outcome === "false_positive" && breach.isRuleChanged === false)
    reasons.push({
      code: "rule_unchanged",
      field: "outcome",
      message: "A false positive means that the objective asks the wrong question, and it still asks it.",
      remedy: "Change or retire the objective first.",
    });
  return reasons;
}
