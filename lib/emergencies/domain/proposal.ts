import type { Reason } from "@/lib/kernel/result";

/** What a review proposes, as it stands in the database. */
export interface ProposalRecord {
  readonly proposedByPerson: string;
  readonly baseVersion: number;
  /** The version of the objective that is in force. */
  readonly presentVersion: number;
  readonly isRetired: boolean;
  readonly decision: "signed" | "declined" | null;
}

export type ProposalState = "open" | "overtaken" | "signed" | "declined";

/** A draft is of the version that it was made from: once that is not in force any more, it is overtaken. */
export function proposalState(record: ProposalRecord): ProposalState {
  if (record.decision !== null) return record.decision;
  return record.isRetired || record.presentVersion !== record.baseVersion ? "overtaken" : "open";
}

/** Why this person may not decide it so; empty when they may. What is overtaken may be declined, not signed. */
export function proposalReasons(
  record: ProposalRecord,
  person: string | null,
  decision: "signed" | "declined",
): readonly Reason[] {
  const reasons: Reason[] = [];
  if (person === null || person === record.proposedByPerson) {
    reasons.push({
      code: "own_proposal",
      message: "You proposed this change, and nobody decides their own.",
      remedy: "Ask somebody else with the right to change objectives; an API token of yours is you.",
    });
  }
  const state = proposalState(record);
  if (state === "signed" || state === "declined")
    reasons.push({
      code: "decided_already",
      message: `It was ${state} already.`,
      remedy: "Nothing needs to be done now.",
    });
  if (state === "overtaken" && decision === "signed") {
    reasons.push({
      code: "overtaken",
      message: "The objective was changed since, so the draft changes what is not in force any more.",
      remedy: "Decline it, and edit the objective as it is now.",
    });
  }
  return reasons;
}
