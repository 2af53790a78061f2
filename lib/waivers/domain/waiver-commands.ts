import type { Instant } from "@/lib/kernel/instant";
import type { Reason } from "@/lib/kernel/result";
import { reviewDuty, stateAt, validApprovals, type WaiverRecord, type WaiverState } from "./waiver";

/** The longest time for which a rule can be bent at once. */
export const maxDurationMs = 90 * 86_400_000;

const stateWords: Readonly<Record<WaiverState, string>> = {
  draft: "is a draft",
  requested: "waits for approval",
  approved: "is approved and has not begun",
  in_force: "is in force",
  ended: "has ended",
  rejected: "was rejected",
  withdrawn: "was withdrawn",
  revoked: "was revoked",
};

function inState(record: WaiverRecord, at: Instant, allowed: readonly WaiverState[], remedy: string): Reason[] {
  const state = stateAt(record, at);
  if (allowed.includes(state)) return [];
  return [{ code: "wrong_state", message: `The waiver ${stateWords[state]}.`, remedy, facts: { state } }];
}

/** What is wrong with its time; empty when nothing is. */
export function timeReasons(time: { startsAt: Instant; endsAt: Instant }, now: Instant): readonly Reason[] {
  const { startsAt, endsAt } = time;
  const field = "endsAt";
  if (endsAt <= startsAt) {
    return [
      { code: "ends_before_start", field, message: "It must end after it starts.", remedy: "Choose a later end." },
    ];
  }
  if (endsAt <= now) {
    return [{ code: "ended_already", field, message: "Its end has passed.", remedy: "Choose an end in the future." }];
  }
  if (endsAt - startsAt > maxDurationMs) {
    const message = "A waiver lasts 90 days at most.";
    return [{ code: "too_long", field, message, remedy: "Choose an earlier end, and renew it if it is still needed." }];
  }
  return [];
}

/** Why a draft cannot be asked for. */
export function submitReasons(record: WaiverRecord, now: Instant): readonly Reason[] {
  return [
    ...inState(record, now, ["draft"], "Look at it again; it was asked for already."),
    ...timeReasons(record.content, now),
  ];
}

/** Why it cannot be edited: only what is not over can. */
export function editReasons(record: WaiverRecord, now: Instant): readonly Reason[] {
  return inState(record, now, ["draft", "requested", "approved", "in_force"], "Ask for a new one.");
}

export interface Decider {
  /** As `personKeyOf` names them; null for the product's own parts, which decide about no waiver. */
  readonly person: string | null;
  readonly roles: readonly string[];
}

function otherPerson(record: WaiverRecord, { person }: Decider, does: string): Reason[] {
  if (person !== null && !record.authors.includes(person)) return [];
  return [
    {
      code: "own_waiver",
      message: `You wrote this waiver or a part of it, and nobody ${does} their own.`,
      remedy: "Ask somebody else with the right to approve; an API token of yours is you.",
    },
  ];
}

/**
 * Why this person may not approve it now; empty when they may. They approve one content: `seenHash` is that of what they looked at.
 */
export function approvalReasons(
  record: WaiverRecord,
  decider: Decider & { readonly seenHash: string },
  now: Instant,
): readonly Reason[] {
  const reasons = [
    ...inState(record, now, ["requested"], "Only a waiver that waits can be approved."),
    ...otherPerson(record, decider, "approves"),
  ];
  if (decider.seenHash !== record.contentHash) {
    reasons.push({
      code: "other_content",
      field: "contentHash",
      message: "The waiver was changed after you looked at it.",
      remedy: "Read it again, then approve what it says now.",
    });
  }
  if (validApprovals(record, now).some((one) => one.person === decider.person)) {
    reasons.push({
      code: "approved_already",
      message: "You have approved it already.",
      remedy: "Another person has to approve it too.",
    });
  }
  return reasons;
}

/** Why this person may not reject it. Its author withdraws instead. */
export function rejectionReasons(record: WaiverRecord, decider: Decider, now: Instant): readonly Reason[] {
  return [
    ...inState(record, now, ["requested"], "Revoke it if it was granted."),
    ...otherPerson(record, decider, "rejects"),
  ];
}

/** Why this person may not withdraw it: authors do, before it is granted. */
export function withdrawalReasons(record: WaiverRecord, decider: Decider, now: Instant): readonly Reason[] {
  const reasons = inState(record, now, ["draft", "requested"], "Have it revoked instead.");
  if (decider.person === null || !record.authors.includes(decider.person)) {
    const message = "Only who asked for a waiver withdraws it.";
    reasons.push({ code: "not_author", message, remedy: "Reject it, or ask its author." });
  }
  return reasons;
}

/** Why it cannot be revoked: anybody who may approve ends early what was granted, also their own. */
export function revocationReasons(record: WaiverRecord, now: Instant): readonly Reason[] {
  return inState(record, now, ["approved", "in_force"], "Only what was granted and is not over can be revoked.");
}

/** Why it cannot be renewed. */
export function renewReasons(record: WaiverRecord, now: Instant): readonly Reason[] {
  return inState(record, now, ["approved", "in_force", "ended"], "Ask for a new one.");
}

/** Why this person may not review it now. */
export function reviewReasons(record: WaiverRecord, decider: Decider, now: Instant): readonly Reason[] {
  const reasons = otherPerson(record, decider, "reviews");
  const duty = reviewDuty(record, now);
  if (duty.kind === "owed") return reasons;
  const message = duty.kind === "done" ? "It was reviewed already." : "It is not over, or never bent its rule.";
  return [...reasons, { code: "no_review_owed", message, remedy: "Nothing needs to be done." }];
}

/** A debt that stands in the way of the next waiver of the same service. */
export interface OpenDebt {
  /** W-12 or E-3. */
  readonly reference: string;
}

/** Why no waiver can be asked for while reviews are owed; one reason for each. */
export function debtReasons(debts: readonly OpenDebt[]): readonly Reason[] {
  return debts.map(({ reference }) => ({
    code: "review_owed",
    field: "service",
    message: `${reference} of this service is over and was not reviewed.`,
    remedy: `Have ${reference} reviewed by somebody who did not ask for it.`,
    facts: { reference },
  }));
}
