import { type ApprovalNeed, type BoundApproval, countingApprovals, suffices } from "@/lib/kernel/approvals";
import type { Instant } from "@/lib/kernel/instant";
import type { Reason } from "@/lib/kernel/result";
import type { RequirementRule } from "../contract";
import type { Benchmark, SuiteResult } from "./quality";

/** Everything that somebody who lets a release go lets go: another byte is another content. */
export interface ReleaseContent {
  readonly requestId: string;
  readonly revision: number;
  readonly note: string;
  readonly isFlagged: boolean;
  readonly ticketKey: string | null;
  /** Of the train that carries it, where that ticket counts. */
  readonly trainTicketKey?: string | undefined;
  readonly serviceId: string;
  readonly environmentId: string;
  readonly version: string;
  readonly artifactDigest: string | null;
  /** Commits after the first up to and including the second; null where nobody said it. */
  readonly commits: { readonly from: string | null; readonly to: string | null };
  /** What runs there now. */
  readonly from: string | null;
  /** The plan that a rollout would follow, as canonical text. */
  readonly plan: string;
  readonly requirements: readonly { readonly mode: string; readonly rule: RequirementRule }[];
  readonly evidence: readonly SuiteResult[];
}

/** Text with the same bytes for the same value: the keys of every object in order. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  const entries = Object.entries(value)
    .filter(([, one]) => one !== undefined)
    .sort(([left], [right]) => (left < right ? -1 : 1));
  return `{${entries.map(([key, one]) => `${JSON.stringify(key)}:${canonicalJson(one)}`).join(",")}}`;
}

/** What is hashed, kept and approved. Lists whose order means nothing are sorted. */
export function canonicalRelease(content: ReleaseContent): string {
  const evidence = content.evidence
    .map((one) => ({ ...one, benchmarks: [...one.benchmarks].sort(byName) }))
    .sort((left, right) => (left.suite < right.suite ? -1 : 1));
  const requirements = [...content.requirements].sort((left, right) => (left.rule.kind < right.rule.kind ? -1 : 1));
  return canonicalJson({ ...content, evidence, requirements });
}

function byName(left: Benchmark, right: Benchmark): number {
  return left.name < right.name ? -1 : 1;
}

export interface ReleaseApproval extends BoundApproval {
  readonly approvedBy: string;
  readonly expiresAt: Instant;
}

export const boardOutcomes = ["approve", "reject", "ask"] as const;
export type BoardOutcome = (typeof boardOutcomes)[number];

export interface BoardWord {
  readonly contentHash: string;
  readonly outcome: BoardOutcome;
  readonly reason: string;
  readonly decidedBy: string;
  readonly at: Instant;
}

/** A request with everything that was said about it, and the hash of its content as it is now. */
export interface ReleaseRecord {
  readonly id: string;
  /** C-12. */
  readonly reference: string;
  readonly isFlagged: boolean;
  readonly authors: readonly string[];
  readonly requestedAt: Instant;
  readonly contentHash: string;
  readonly approvals: readonly ReleaseApproval[];
  /** In order of time. */
  readonly decisions: readonly BoardWord[];
}

/** The approvals that count at `at`: for the content as it is now, not expired, of others than who asked. */
export function validReleaseApprovals(record: ReleaseRecord, at: Instant): readonly ReleaseApproval[] {
  const { contentHash, authors, requestedAt, approvals } = record;
  return countingApprovals({ contentHash, authors, askedAt: requestedAt, endsAt: null, approvals }, at);
}

/** Until when the approvals that count suffice; null when they do not. */
export function grantedUntil(record: ReleaseRecord, need: ApprovalNeed, at: Instant): Instant | null {
  const valid = validReleaseApprovals(record, at);
  if (!suffices(need, valid)) return null;
  // It ends with the approval after which too few are left.
  const ends = valid.map(({ expiresAt }) => expiresAt).sort((left, right) => right - left);
  return ends[need.approvals - 1] ?? null;
}

/** What the board said last of the content as it is now; null when it said nothing of that. */
export function boardWordOf(record: ReleaseRecord): BoardWord | null {
  return record.decisions.findLast(({ contentHash }) => contentHash === record.contentHash) ?? null;
}

interface Judge {
  readonly person: string;
  /** Hash of what they looked at. */
  readonly seenHash: string;
}

function judgeReasons(record: ReleaseRecord, { person, seenHash }: Judge, does: string): Reason[] {
  const reasons: Reason[] = [];
  if (record.authors.includes(person)) {
    reasons.push({
      code: "own_release",
      message: `You asked for this release or wrote a part of it, and nobody ${does} their own.`,
      remedy: "Ask somebody else with the right to do it; an API token of yours is you.",
    });
  }
  if (seenHash !== record.contentHash) {
    reasons.push({
      code: "other_content",
      field: "contentHash",
      message: "The release was changed after you looked at it, or there is new evidence.",
      remedy: "Read it again, then say what you think of it now.",
    });
  }
  return reasons;
}

/** Why this person may not approve it now; empty when they may. */
export function releaseApprovalReasons(
  record: ReleaseRecord,
  judge: Judge,
  need: ApprovalNeed,
  now: Instant,
): readonly Reason[] {
  const reasons = judgeReasons(record, judge, "approves");
  const valid = validReleaseApprovals(record, now);
  if (suffices(need, valid)) {
    const message = "It has all the approvals that it needs.";
    reasons.push({ code: "granted_already", message, remedy: "Nothing needs to be done." });
  } else if (valid.some((one) => one.person === judge.person)) {
    const message = "You have approved exactly this already.";
    reasons.push({ code: "approved_already", message, remedy: "Another person has to approve it too." });
  }
  return reasons;
}

/** Why this person may not decide about it for the board now; empty when they may. A later word takes the place of an earlier one. */
export function boardReasonsAgainst(record: ReleaseRecord, judge: Judge): readonly Reason[] {
  return judgeReasons(record, judge, "decides about");
}
