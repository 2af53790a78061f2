import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import type { WaiverDetail } from "./contract";
import { WaiverOutcome } from "./contract";
import { waiverReference } from "./waiver-record-read-model";

interface RevisionRow {
  revision: number;
  canonical: string;
  content_hash: string;
  saved_by: string;
  saved_at: Date;
  reason: string | null;
}

/** Everything that a waiver ever said, newest first. */
export async function listRevisions(db: SqlExecutor, waiverId: string): Promise<WaiverDetail["revisions"]> {
  const rows = await db.query<RevisionRow>(sql`
    select revision, canonical, content_hash, saved_by, saved_at, reason from waiver_revision
    where waiver_id = ${waiverId} order by revision desc limit 100`);
  return rows.map((row) => ({
    revision: row.revision,
    contentHash: row.content_hash,
    savedBy: row.saved_by,
    savedAt: row.saved_at.toISOString(),
    reason: row.reason,
    content: JSON.parse(row.canonical) as Record<string, unknown>,
  }));
}

export interface ApprovalRow {
  readonly revision: number;
  readonly person: string;
  readonly approvedBy: string;
  readonly comment: string;
  readonly at: Date;
}

/** Every approval of every revision, newest first. */
export function listApprovals(db: SqlExecutor, waiverId: string): Promise<ApprovalRow[]> {
  return db.query<ApprovalRow>(sql`
    select revision, person, approved_by as "approvedBy", comment, at from waiver_approval
    where waiver_id = ${waiverId} order by at desc, person limit 200`);
}

interface EndRow {
  closing: string | null;
  closed_at: Date | null;
  closed_by: string | null;
  closed_reason: string | null;
  renewal_of: string | null;
  renewal_number: number | null;
  outcome: string | null;
  findings: string | null;
  is_rule_to_change: boolean | null;
  reviewed_by: string | null;
  reviewed_at: Date | null;
}

/** How it ended, what was found afterwards, and which one it renews. */
export async function findEnding(
  db: SqlExecutor,
  waiverId: string,
): Promise<Pick<WaiverDetail, "closing" | "outcome" | "renewalOf">> {
  const [row] = await db.query<EndRow>(sql`
    select w.closing, w.closed_at, w.closed_by, w.closed_reason, w.renewal_of, o.number as renewal_number,
      v.outcome, v.findings, v.is_rule_to_change, v.reviewed_by, v.at as reviewed_at
    from waiver w left join waiver o on o.id = w.renewal_of left join waiver_review v on v.waiver_id = w.id
    where w.id = ${waiverId}`);
  if (!row) return { closing: null, outcome: null, renewalOf: null };
  const { closing, closed_at: closedAt, renewal_of: id, renewal_number: number, reviewed_at: reviewedAt } = row;
  return {
    closing:
      closing !== null && closedAt !== null
        ? { kind: closing, at: closedAt.toISOString(), by: row.closed_by ?? "", reason: row.closed_reason }
        : null,
    outcome:
      row.outcome !== null && reviewedAt !== null
        ? {
            outcome: WaiverOutcome.parse(row.outcome),
            findings: row.findings ?? "",
            isRuleToChange: row.is_rule_to_change ?? false,
            reviewedBy: row.reviewed_by ?? "",
            at: reviewedAt.toISOString(),
          }
        : null,
    renewalOf: id !== null && number !== null ? { id, reference: waiverReference(number) } : null,
  };
}
