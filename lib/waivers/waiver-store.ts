import type { Instant } from "@/lib/kernel/instant";
import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import type { Assessment } from "./domain/risk-score";
import { canonicalText, type WaiverContent } from "./domain/waiver";
import { hashOf } from "./waiver-record-read-model";

const iso = (at: Instant) => new Date(at).toISOString();

export interface SavedBy {
  readonly savedBy: string;
  readonly savedByPerson: string;
  readonly at: Instant;
  readonly reason: string | null;
}

export interface NewRevision extends SavedBy {
  readonly waiverId: string;
  readonly revision: number;
  readonly content: WaiverContent;
  readonly assessment: Assessment;
}

/** Insert a waiver with its first revision; a draft when `isDraft`. */
export async function insertWaiver(
  db: SqlExecutor,
  given: NewRevision & { readonly isDraft: boolean; readonly renewalOf: string | null },
): Promise<void> {
  const { content } = given;
  const requestedAt = given.isDraft ? null : iso(given.at);
  await db.query(sql`
    insert into waiver (id, kind, subject, service_id, environment_id, starts_at, ends_at, requested_at, requested_by,
                        renewal_of, created_at)
    values (${given.waiverId}, ${content.kind}, ${content.subject}, ${content.serviceId}, ${content.environmentId},
            ${iso(content.startsAt)}::timestamptz, ${iso(content.endsAt)}::timestamptz, ${requestedAt}::timestamptz,
            ${given.savedBy}, ${given.renewalOf}, ${iso(given.at)}::timestamptz)`);
  await insertRevision(db, given);
}

async function insertRevision(db: SqlExecutor, given: NewRevision): Promise<void> {
  const canonical = canonicalText(given.waiverId, given.revision, given.content);
  await db.query(sql`
    insert into waiver_revision (waiver_id, revision, canonical, content_hash, assessment, saved_by, saved_by_person, reason,
                                 saved_at)
    values (${given.waiverId}, ${given.revision}, ${canonical}, ${hashOf(canonical)},
            ${JSON.stringify(given.assessment)}::jsonb, ${given.savedBy}, ${given.savedByPerson}, ${given.reason},
            ${iso(given.at)}::timestamptz)`);
}

/** Hold a waiver until the transaction ends; false when there is none. */
export async function lockWaiver(db: SqlExecutor, id: string): Promise<boolean> {
  const rows = await db.query<{ id: string }>(sql`select id from waiver where id = ${id} for update`);
  return rows.length > 0;
}

/**
 * Hold what is decided about the exceptions of a service until the transaction ends, so that two requests at once see each other's
 * debts and renewals.
 */
export async function lockExceptionsOf(db: SqlExecutor, serviceId: string): Promise<void> {
  await db.query(sql`select pg_advisory_xact_lock(hashtextextended(${serviceId}, 45))::text`);
}

/** Write the next revision of a locked waiver. What was granted before ends now. */
export async function saveRevision(
  db: SqlExecutor,
  given: NewRevision & { readonly requestedAt: Instant | null },
): Promise<void> {
  const { content } = given;
  await endGrants(db, given.waiverId, given.at);
  await insertRevision(db, given);
  const requestedAt = given.requestedAt === null ? null : iso(given.requestedAt);
  await db.query(sql`
    update waiver set revision = ${given.revision}, subject = ${content.subject},
      starts_at = ${iso(content.startsAt)}::timestamptz, ends_at = ${iso(content.endsAt)}::timestamptz,
      requested_at = ${requestedAt}::timestamptz
    where id = ${given.waiverId}`);
}

async function endGrants(db: SqlExecutor, waiverId: string, at: Instant): Promise<void> {
  await db.query(sql`
    update waiver_grant set ended_early_at = ${iso(at)}::timestamptz
    where waiver_id = ${waiverId} and ended_early_at is null and ends_at > ${iso(at)}::timestamptz`);
}

export interface NewApproval {
  readonly waiverId: string;
  readonly revision: number;
  readonly contentHash: string;
  readonly person: string;
  readonly roles: readonly string[];
  readonly approvedBy: string;
  readonly comment: string;
  readonly at: Instant;
}

/** Keep an approval. The database refuses those who wrote any of it once more. */
export async function insertApproval(db: SqlExecutor, given: NewApproval): Promise<void> {
  await db.query(sql`
    insert into waiver_approval (waiver_id, revision, person, content_hash, roles, approved_by, comment, at)
    values (${given.waiverId}, ${given.revision}, ${given.person}, ${given.contentHash}, ${[...given.roles]}::text[],
            ${given.approvedBy}, ${given.comment}, ${iso(given.at)}::timestamptz)`);
}

/** Keep that the approvals of a revision sufficed. A second grant of the same revision is an error of the database. */
export async function insertGrant(
  db: SqlExecutor,
  given: Pick<NewApproval, "waiverId" | "revision" | "contentHash" | "at"> & { readonly content: WaiverContent },
): Promise<void> {
  await db.query(sql`
    insert into waiver_grant (waiver_id, revision, content_hash, starts_at, ends_at, granted_at)
    values (${given.waiverId}, ${given.revision}, ${given.contentHash}, ${iso(given.content.startsAt)}::timestamptz,
            ${iso(given.content.endsAt)}::timestamptz, ${iso(given.at)}::timestamptz)`);
}

export interface Closing {
  readonly kind: "rejected" | "withdrawn" | "revoked";
  readonly by: string;
  readonly reason: string;
  readonly at: Instant;
}

/** Close a locked waiver; what was granted ends now. */
export async function closeWaiver(db: SqlExecutor, id: string, closing: Closing): Promise<void> {
  await endGrants(db, id, closing.at);
  await db.query(sql`
    update waiver set closing = ${closing.kind}, closed_at = ${iso(closing.at)}::timestamptz, closed_by = ${closing.by},
      closed_reason = ${closing.reason}
    where id = ${id}`);
}

export interface NewReview {
  readonly waiverId: string;
  readonly outcome: string;
  readonly findings: string;
  readonly isRuleToChange: boolean;
  readonly reviewedBy: string;
  readonly reviewedByPerson: string;
  readonly at: Instant;
}

/** Keep a review. */
export async function insertReview(db: SqlExecutor, given: NewReview): Promise<void> {
  await db.query(sql`
    insert into waiver_review (waiver_id, outcome, findings, is_rule_to_change, reviewed_by, reviewed_by_person, at)
    values (${given.waiverId}, ${given.outcome}, ${given.findings}, ${given.isRuleToChange}, ${given.reviewedBy},
            ${given.reviewedByPerson}, ${iso(given.at)}::timestamptz)`);
}
