import type { Instant } from "@/lib/kernel/instant";
import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import { canonicalRootCause, type RootCauseContent } from "./domain/root-cause";
import { hashOf } from "./root-cause-read-model";

const iso = (at: Instant) => new Date(at).toISOString();

export interface NewVersion {
  readonly rootCauseId: string;
  readonly version: number;
  readonly content: RootCauseContent;
  readonly author: string;
  readonly authorPerson: string;
  readonly at: Instant;
}

/** Begin the document of a subject. Answers its id, also when somebody else began it first. */
export async function insertRootCause(
  db: SqlExecutor,
  given: {
    readonly id: string;
    readonly subjectKind: string;
    readonly subjectId: string;
    readonly serviceId: string;
    readonly at: Instant;
  },
): Promise<string> {
  await db.query(sql`
    insert into root_cause (id, subject_kind, subject_id, service_id, created_at)
    values (${given.id}, ${given.subjectKind}, ${given.subjectId}, ${given.serviceId}, ${iso(given.at)}::timestamptz)
    on conflict (subject_kind, subject_id) do nothing`);
  const [row] = await db.query<{ id: string }>(sql`
    select id from root_cause where subject_kind = ${given.subjectKind} and subject_id = ${given.subjectId}`);
  if (!row) throw new Error("a root cause that was just begun is not there");
  return row.id;
}

/** Append a version; false when somebody else has written it meanwhile. */
export async function insertRootCauseVersion(db: SqlExecutor, given: NewVersion): Promise<boolean> {
  const canonical = canonicalRootCause(given.rootCauseId, given.version, given.content);
  const rows = await db.query<{ version: number }>(sql`
    insert into root_cause_version (root_cause_id, version, canonical, content_hash, author, author_person, saved_at)
    values (${given.rootCauseId}, ${given.version}, ${canonical}, ${hashOf(canonical)}, ${given.author},
            ${given.authorPerson}, ${iso(given.at)}::timestamptz)
    on conflict do nothing returning version`);
  return rows.length > 0;
}

/** Keep a signature; false when the version has one already. */
export async function insertSignOff(
  db: SqlExecutor,
  given: {
    readonly rootCauseId: string;
    readonly version: number;
    readonly contentHash: string;
    readonly signedBy: string;
    readonly person: string;
    readonly comment: string;
    readonly at: Instant;
  },
): Promise<boolean> {
  const rows = await db.query<{ version: number }>(sql`
    insert into root_cause_sign_off (root_cause_id, version, content_hash, signed_by, person, comment, at)
    values (${given.rootCauseId}, ${given.version}, ${given.contentHash}, ${given.signedBy}, ${given.person},
            ${given.comment}, ${iso(given.at)}::timestamptz)
    on conflict do nothing returning version`);
  return rows.length > 0;
}
