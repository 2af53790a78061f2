import type { Instant } from "@/lib/kernel/instant";
import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import type { BoardOutcome } from "./domain/release-request";

const iso = (at: Instant) => new Date(at).toISOString();

export interface NewRelease {
  readonly id: string;
  readonly serviceId: string;
  readonly environmentId: string;
  readonly version: string;
  readonly note: string;
  readonly isFlagged: boolean;
  readonly ticketKey: string | null;
  readonly requestedBy: string;
  readonly person: string;
  readonly at: Instant;
}

/** Keep a request. A second one for the same version and place is an error of the database. */
export async function insertRelease(db: SqlExecutor, given: NewRelease): Promise<void> {
  await db.query(sql`
    insert into release_request (id, service_id, environment_id, version, note, is_flagged, ticket_key, requested_by, authors,
                                 requested_at)
    values (${given.id}, ${given.serviceId}, ${given.environmentId}, ${given.version}, ${given.note}, ${given.isFlagged},
            ${given.ticketKey}, ${given.requestedBy}, ${[given.person]}::text[], ${iso(given.at)}::timestamptz)`);
}

/** Hold a request until the transaction ends; false when there is none. */
export async function lockRelease(db: SqlExecutor, id: string): Promise<boolean> {
  const rows = await db.query<{ id: string }>(sql`select id from release_request where id = ${id} for update`);
  return rows.length > 0;
}

export interface EditedRelease {
  readonly id: string;
  readonly note: string;
  readonly isFlagged: boolean;
  readonly ticketKey: string | null;
  /** Who writes it, and approves it from now on no more. */
  readonly person: string;
}

/** Write a locked request anew. It is another content from now on. */
export async function updateRelease(db: SqlExecutor, given: EditedRelease): Promise<void> {
  await db.query(sql`
    update release_request set note = ${given.note}, is_flagged = ${given.isFlagged}, ticket_key = ${given.ticketKey},
      revision = revision + 1,
      authors = case when ${given.person} = any(authors) then authors else authors || ${given.person}::text end
    where id = ${given.id}`);
}

interface About {
  readonly requestId: string;
  readonly contentHash: string;
  readonly at: Instant;
}

/** Keep the text of a content; nothing happens when it is kept already. */
export async function keepContent(db: SqlExecutor, given: About & { readonly canonical: string }): Promise<void> {
  await db.query(sql`
    insert into release_content (request_id, content_hash, canonical, first_seen_at)
    values (${given.requestId}, ${given.contentHash}, ${given.canonical}, ${iso(given.at)}::timestamptz)
    on conflict do nothing`);
}

export interface NewReleaseApproval extends About {
  readonly person: string;
  readonly roles: readonly string[];
  readonly approvedBy: string;
  readonly comment: string;
  readonly expiresAt: Instant;
}

/** Keep an approval of a kept content. The database refuses who wrote any of the request once more. */
export async function insertReleaseApproval(db: SqlExecutor, given: NewReleaseApproval): Promise<void> {
  await db.query(sql`
    insert into release_approval (request_id, content_hash, person, roles, approved_by, comment, at, expires_at)
    values (${given.requestId}, ${given.contentHash}, ${given.person}, ${[...given.roles]}::text[], ${given.approvedBy},
            ${given.comment}, ${iso(given.at)}::timestamptz, ${iso(given.expiresAt)}::timestamptz)`);
}

/** Keep that the approvals of a content sufficed, for the first time or again after they ran out. */
export async function insertReleaseGrant(
  db: SqlExecutor,
  given: About & { readonly expiresAt: Instant },
): Promise<void> {
  await db.query(sql`
    insert into release_grant (request_id, content_hash, round, granted_at, expires_at)
    select ${given.requestId}, ${given.contentHash}, count(*)::int + 1, ${iso(given.at)}::timestamptz,
      ${iso(given.expiresAt)}::timestamptz
    from release_grant where request_id = ${given.requestId} and content_hash = ${given.contentHash}`);
}

export interface NewBoardDecision extends About {
  readonly outcome: BoardOutcome;
  readonly reason: string;
  readonly decidedBy: string;
  readonly person: string;
  /** What the board had before it. */
  readonly checks: object;
}

/** Keep a decision of the board about a kept content. */
export async function insertBoardDecision(db: SqlExecutor, given: NewBoardDecision): Promise<void> {
  await db.query(sql`
    insert into board_decision (request_id, content_hash, outcome, reason, decided_by, decided_by_person, checks, at)
    values (${given.requestId}, ${given.contentHash}, ${given.outcome}, ${given.reason}, ${given.decidedBy}, ${given.person},
            ${JSON.stringify(given.checks)}::jsonb, ${iso(given.at)}::timestamptz)`);
}
