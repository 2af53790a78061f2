import type { Instant } from "./instant";

/** One person's word about one content, named by its hash. */
export interface BoundApproval {
  readonly contentHash: string;
  /** As `personKeyOf` names them. */
  readonly person: string;
  readonly roles: readonly string[];
  readonly at: Instant;
  /** It counts before this instant; absent or null: as long as what it is about. */
  readonly expiresAt?: Instant | null;
}

export interface ApprovalNeed {
  readonly approvals: number;
  /** One of the approvals must be of somebody with one of these roles; empty: anybody's who may approve. */
  readonly oneOf: readonly string[];
}

export interface Approvable<Approval extends BoundApproval> {
  /** Hash of the content as it is now: an edit makes another one, for which nobody has approved. */
  readonly contentHash: string;
  /** Everybody who wrote any of it. Their approvals count for nothing. */
  readonly authors: readonly string[];
  readonly askedAt: Instant;
  /** From then on nothing can be approved any more; null: no end. */
  readonly endsAt: Instant | null;
  readonly approvals: readonly Approval[];
}

/**
 * The approvals that count at `at`: given to exactly this content, by persons who wrote none of it, each person once, after it was
 * asked for, before its end and before their own. In order of time. Every approval in the product that is bound to a content counts
 * by this rule.
 */
export function countingApprovals<Approval extends BoundApproval>(
  subject: Approvable<Approval>,
  at: Instant,
): readonly Approval[] {
  const { askedAt, endsAt } = subject;
  const counted = subject.approvals
    .filter((one) => one.contentHash === subject.contentHash)
    .filter((one) => !subject.authors.includes(one.person))
    .filter((one) => askedAt <= one.at && one.at <= at && (endsAt === null || one.at < endsAt))
    .filter((one) => one.expiresAt === undefined || one.expiresAt === null || at < one.expiresAt)
    .sort((left, right) => left.at - right.at);
  return counted.filter((one, index) => counted.findIndex((other) => other.person === one.person) === index);
}

/** Do these approvals suffice? */
export function suffices(need: ApprovalNeed, approvals: readonly Pick<BoundApproval, "roles">[]): boolean {
  if (approvals.length < need.approvals) return false;
  return need.oneOf.length === 0 || approvals.some((one) => one.roles.some((role) => need.oneOf.includes(role)));
}
