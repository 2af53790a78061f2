import type { Status } from "@/components/feedback/status";
import type { WaiverOutcome, WaiverView } from "@/lib/waivers/contract";
import type { WaiverKind } from "@/lib/waivers/port";

interface Badge {
  readonly status: Status;
  readonly label: string;
}

const states: Readonly<Record<WaiverView["state"], Badge>> = {
  draft: { status: "neutral", label: "Draft" },
  requested: { status: "waiting", label: "Waits for approval" },
  approved: { status: "progressing", label: "Approved" },
  in_force: { status: "at_risk", label: "In force" },
  ended: { status: "neutral", label: "Ended" },
  rejected: { status: "failed", label: "Rejected" },
  withdrawn: { status: "neutral", label: "Withdrawn" },
  revoked: { status: "failed", label: "Revoked" },
};

/** The badge of a state. A rule that is bent is not healthy, so that "in force" is never green. */
export function stateBadge(state: WaiverView["state"]): Badge {
  return states[state];
}

export const kindNames: Readonly<Record<WaiverKind, string>> = {
  budget_policy: "Budget policy",
  change_ticket: "Change ticket",
  freeze: "Freeze or window",
  gate: "Gate requirement",
  objective: "Objective",
  promise: "Promise of an objective",
};

export const kindEffects: Readonly<Record<WaiverKind, string>> = {
  budget_policy: "Releases go on although the error budget's policy says stop.",
  change_ticket: "Deployments need no change ticket, and count as authorized.",
  gate: "Releases go on without what the gate asks of them.",
  freeze: "Rollouts move while the window holds all others.",
  promise: "An objective may promise more than what the service stands on allows.",
  objective: "Measured time is forgiven in the adjusted level; the raw one stays.",
};

const levels: Readonly<Record<WaiverView["riskLevel"], Badge>> = {
  low: { status: "neutral", label: "Low" },
  medium: { status: "at_risk", label: "Medium" },
  high: { status: "failed", label: "High" },
};

export function levelBadge(level: WaiverView["riskLevel"]): Badge {
  return levels[level];
}

export const outcomeNames: Readonly<Record<WaiverOutcome, string>> = {
  kept: "It was needed, and nothing came of it",
  not_needed: "It was not needed",
  caused_harm: "It caused harm",
};

/** "2 approvals, one of an approver". */
export function needText(need: WaiverView["need"]): string {
  const count = need.approvals === 1 ? "1 approval" : `${need.approvals} approvals`;
  if (need.oneOf.length === 0) return count;
  return `${count}, one of an ${need.oneOf.join(" or ")}`;
}

/** What is bent, in words. */
export function ruleText(waiver: Pick<WaiverView, "kind" | "subject" | "subjectName">): string {
  const what = waiver.subject === "*" ? "every one" : (waiver.subjectName ?? waiver.subject);
  return `${kindNames[waiver.kind]}: ${what}`;
}

/** The answer of a waiver's page in one sentence. */
export function answerOf(waiver: WaiverView): string {
  const missing = waiver.need.approvals - waiver.validApprovals;
  const missingText = missing === 1 ? "one approval is missing" : `${Math.max(0, missing)} approvals are missing`;
  const owed = waiver.review.duty === "owed" ? " A review is owed, and blocks the next waiver of this service." : "";
  switch (waiver.state) {
    case "draft":
      return "Nobody was asked yet.";
    case "requested":
      return missing > 0
        ? `It bends nothing yet: ${missingText}.`
        : "It bends nothing yet: the approval of a certain role is missing.";
    case "approved":
      return "It begins by the clock, with nobody doing anything.";
    case "in_force":
      return "The rule is bent, and holds again at the end by the clock.";
    case "ended":
      return waiver.bends ? `The rule holds again.${owed}` : `Its time ran out before it was approved.${owed}`;
    case "rejected":
    case "withdrawn":
      return `It bends nothing.${owed}`;
    case "revoked":
      return `The rule holds again: it was revoked.${owed}`;
  }
}
