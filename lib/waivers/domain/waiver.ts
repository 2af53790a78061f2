import { type ApprovalNeed, type BoundApproval, countingApprovals, suffices } from "@/lib/kernel/approvals";
import type { Instant } from "@/lib/kernel/instant";
import { instant, plusMs } from "@/lib/kernel/instant";
import type { WaiverKind } from "../port";

/** What is asked for. Its canonical text is what people approve. */
export interface WaiverContent {
  readonly kind: WaiverKind;
  /** Slug of the rule, id of the window, or `*` for any of the kind. */
  readonly subject: string;
  readonly serviceId: string;
  readonly environmentId: string;
  /** Why the rule should be bent. */
  readonly justification: string;
  /** What can go wrong meanwhile. */
  readonly risk: string;
  /** What is done so that it does not. */
  readonly mitigation: string;
  /** What must be true for this never to be asked again; null when nothing was said. */
  readonly sunset: string | null;
  readonly startsAt: Instant;
  readonly endsAt: Instant;
  /** Approvals that are needed, fixed by the score when this was saved. */
  readonly need: ApprovalNeed;
}

export interface WaiverApproval extends BoundApproval {
  readonly revision: number;
}

export interface Span {
  readonly from: Instant;
  readonly to: Instant;
}

/** A waiver as it stands in the database. Its state is a function of this and of the time. */
export interface WaiverRecord {
  readonly content: WaiverContent;
  /** Hash of the bytes of this revision that are kept, computed now. */
  readonly contentHash: string;
  readonly revision: number;
  /** Everybody who wrote any of its revisions, or asked for it. */
  readonly authors: readonly string[];
  readonly requestedAt: Instant | null;
  readonly approvals: readonly WaiverApproval[];
  readonly closing: { readonly kind: "rejected" | "withdrawn" | "revoked"; readonly at: Instant } | null;
  /** When earlier revisions bent the rule, until they were edited. */
  readonly earlierSpans: readonly Span[];
  readonly reviewedAt: Instant | null;
}

export const waiverStates = [
  "draft",
  "requested",
  "approved",
  "in_force",
  "ended",
  "rejected",
  "withdrawn",
  "revoked",
] as const;
export type WaiverState = (typeof waiverStates)[number];

/** How long after its end a waiver should have been reviewed. It is a debt from the end on. */
export const reviewWithinMs = 14 * 86_400_000;

/** The approvals of the present revision that count at `at`, in order of time. */
export function validApprovals(record: WaiverRecord, at: Instant): readonly WaiverApproval[] {
  const { requestedAt, content, contentHash, authors } = record;
  if (requestedAt === null) return [];
  const approvals = record.approvals.filter((one) => one.revision === record.revision);
  return countingApprovals({ contentHash, authors, askedAt: requestedAt, endsAt: content.endsAt, approvals }, at);
}

/** When the approvals of the present revision sufficed for the first time; null when they do not at `at`. */
export function grantedAt(record: WaiverRecord, at: Instant): Instant | null {
  const approvals = validApprovals(record, at);
  const last = approvals.findIndex((_, index) => suffices(record.content.need, approvals.slice(0, index + 1)));
  return approvals[last]?.at ?? null;
}

/**
 * When the present revision bends its rule, as far as is known at `at`: from its start, or from the approval that sufficed when that
 * came later, up to and not including its end, or the moment at which it was closed. Null: never. No job is needed for it to end.
 */
export function spanOf(record: WaiverRecord, at: Instant): Span | null {
  const granted = grantedAt(record, at);
  if (granted === null) return null;
  const { startsAt, endsAt } = record.content;
  const from = Math.max(startsAt, granted);
  const closedAt = record.closing !== null && record.closing.at <= at ? record.closing.at : endsAt;
  const to = Math.min(endsAt, closedAt);
  return from < to ? { from: instant(from), to: instant(to) } : null;
}

/** What a waiver is at `at`. Computed each time: start inclusive, end exclusive. */
export function stateAt(record: WaiverRecord, at: Instant): WaiverState {
  if (record.closing !== null && record.closing.at <= at) return record.closing.kind;
  if (record.requestedAt === null) return "draft";
  if (at >= record.content.endsAt) return "ended";
  if (grantedAt(record, at) === null) return "requested";
  return at >= record.content.startsAt ? "in_force" : "approved";
}

/** Does it bend its rule at this moment? */
export function isInForce(record: WaiverRecord, at: Instant): boolean {
  const span = spanOf(record, at);
  return span !== null && span.from <= at && at < span.to;
}

/** All the time in which it has bent its rule, or will, as known at `at`. */
export function spansOf(record: WaiverRecord, at: Instant): readonly Span[] {
  const span = spanOf(record, at);
  return span === null ? record.earlierSpans : [...record.earlierSpans, span];
}

export type ReviewDuty =
  /** Never in force, or not over yet, or looked at. */
  | { readonly kind: "none" }
  | { readonly kind: "done"; readonly at: Instant }
  /** A debt since `since`, which blocks the next waiver of the service. */
  | { readonly kind: "owed"; readonly since: Instant; readonly dueAt: Instant };

const over: readonly WaiverState[] = ["ended", "rejected", "withdrawn", "revoked"];

/** Whether a review is owed. It is from the moment at which a waiver that bent its rule is over. */
export function reviewDuty(record: WaiverRecord, at: Instant): ReviewDuty {
  if (record.reviewedAt !== null && record.reviewedAt <= at) return { kind: "done", at: record.reviewedAt };
  const ends = spansOf(record, at)
    .filter((span) => span.from <= at)
    .map((span) => span.to);
  if (ends.length === 0 || !over.includes(stateAt(record, at))) return { kind: "none" };
  const since = instant(Math.max(...ends));
  return { kind: "owed", since, dueAt: plusMs(since, reviewWithinMs) };
}

/**
 * What is hashed and kept: one text for one content, keys in a fixed order, no floating numbers. Waiver and revision are part of it, so
 * that the same words written again are another content.
 */
export function canonicalText(waiverId: string, revision: number, content: WaiverContent): string {
  const { kind, subject, serviceId, environmentId, justification, risk, mitigation, sunset, startsAt, endsAt, need } =
    content;
  return JSON.stringify({
    endsAt,
    environmentId,
    justification,
    kind,
    mitigation,
    need: { approvals: need.approvals, oneOf: need.oneOf },
    revision,
    risk,
    serviceId,
    startsAt,
    subject,
    sunset,
    waiverId,
  });
}
