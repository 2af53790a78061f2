import { createHash } from "node:crypto";
import { z } from "zod";
import { type Instant, instant } from "@/lib/kernel/instant";
import { type Sql, type SqlExecutor, sql } from "@/lib/platform/db/executor";
import { RootCauseContentView, type RootCauseDetail } from "./contract";
import type { RootCauseContent } from "./domain/root-cause";

/** SHA-256 of a document's canonical text, hexadecimal. */
export function hashOf(canonical: string): string {
  return createHash("sha256").update(canonical, "utf8").digest("hex");
}

/** The kept bytes; strict, so that another version's text is not read half. */
const Stored = z.strictObject({ rootCauseId: z.string(), version: z.int(), ...RootCauseContentView.shape });

export interface StoredRootCause {
  readonly id: string;
  readonly reference: string;
  readonly version: number;
  readonly content: RootCauseContent;
  readonly contentHash: string;
  readonly authors: readonly string[];
  readonly versions: RootCauseDetail["versions"];
  readonly signOff: RootCauseDetail["signOff"];
}

interface Row {
  id: string;
  number: number;
  versions: { version: number; canonical: string; hash: string; author: string; person: string; at: string }[];
  sign_off: { version: number; signed_by: string; comment: string; at: string } | null;
}

/** The document of a subject, or by its own id; null while nobody has written one. */
export async function findRootCause(
  db: SqlExecutor,
  which: { readonly id: string } | { readonly subjectKind: string; readonly subjectId: string },
): Promise<StoredRootCause | null> {
  const where: Sql =
    "id" in which
      ? sql`rc.id = ${which.id}`
      : sql`rc.subject_kind = ${which.subjectKind} and rc.subject_id = ${which.subjectId}`;
  const [row] = await db.query<Row>(sql`
    select rc.id, rc.number,
      (select jsonb_agg(jsonb_build_object('version', v.version, 'canonical', v.canonical, 'hash', v.content_hash,
                'author', v.author, 'person', v.author_person, 'at', v.saved_at) order by v.version desc)
       from root_cause_version v where v.root_cause_id = rc.id) as versions,
      (select jsonb_build_object('version', f.version, 'signed_by', f.signed_by, 'comment', f.comment, 'at', f.at)
       from root_cause_sign_off f where f.root_cause_id = rc.id order by f.version desc limit 1) as sign_off
    from root_cause rc where ${where}
      and exists (select from root_cause_version v where v.root_cause_id = rc.id)`);
  const newest = row?.versions[0];
  if (!row || !newest) return null;
  const { rootCauseId: _id, version: _version, ...content } = Stored.parse(JSON.parse(newest.canonical));
  const signOff = row.sign_off?.version === newest.version ? row.sign_off : null;
  const time = (at: string) => new Date(at).toISOString();
  return {
    id: row.id,
    reference: `RC-${row.number}`,
    version: newest.version,
    content,
    // Of the bytes themselves, not what the column says of them.
    contentHash: hashOf(newest.canonical),
    authors: [...new Set(row.versions.map(({ person }) => person))],
    versions: row.versions.map(({ version, author, hash, at }) => ({
      version,
      author,
      contentHash: hash,
      savedAt: time(at),
    })),
    signOff: signOff && { signedBy: signOff.signed_by, comment: signOff.comment, at: time(signOff.at) },
  };
}

/** What is written and signed of the documents of these subjects by `at`, by subject's id. */
export async function loadWritten(
  db: SqlExecutor,
  subjectKind: "breach" | "deployment",
  subjectIds: readonly string[],
  at: Instant,
): Promise<ReadonlyMap<string, { readonly reference: string; readonly isSigned: boolean }>> {
  const until = new Date(at).toISOString();
  const rows = await db.query<{ subject_id: string; number: number; is_signed: boolean }>(sql`
    select rc.subject_id, rc.number, exists (
      select from root_cause_sign_off f where f.root_cause_id = rc.id and f.version = newest.version
        and f.at <= ${until}::timestamptz) as is_signed
    from root_cause rc
    join lateral (select version from root_cause_version v where v.root_cause_id = rc.id
                    and v.saved_at <= ${until}::timestamptz order by v.version desc limit 1) newest on true
    where rc.subject_kind = ${subjectKind} and rc.subject_id = any(${[...subjectIds]}::text[])`);
  return new Map(rows.map((row) => [row.subject_id, { reference: `RC-${row.number}`, isSigned: row.is_signed }]));
}

export interface RootCausePlace {
  readonly id: string;
  readonly name: string;
  readonly service: RootCauseDetail["service"];
  readonly environmentId: string | null;
  readonly tier: number;
  readonly from: Instant;
  readonly to: Instant;
}

/** A deployment as the subject of a root cause: from its beginning to a day after its end. Null when there is none. */
export async function findDeploymentPlace(db: SqlExecutor, id: string): Promise<RootCausePlace | null> {
  const [row] = await db.query<{
    id: string;
    name: string;
    service: RootCausePlace["service"];
    environment_id: string;
    tier: number;
    started_at: Date;
    ended_at: Date;
  }>(sql`
    select d.id, s.name || ' ' || v.name as name, d.environment_id, s.tier, d.started_at,
      coalesce(d.finished_at, d.started_at) as ended_at,
      jsonb_build_object('id', s.id, 'slug', s.slug, 'name', s.name) as service
    from deployment d join service s on s.id = d.service_id join version v on v.id = d.version_id where d.id = ${id}`);
  if (!row) return null;
  const { started_at, ended_at, environment_id: environmentId, ...rest } = row;
  const to = instant(ended_at.getTime() + 86_400_000);
  return { ...rest, environmentId, from: instant(started_at.getTime()), to };
}

/** Services by id, for lists. */
export async function loadServices(
  db: SqlExecutor,
  ids: readonly string[],
): Promise<ReadonlyMap<string, RootCauseDetail["service"]>> {
  const rows = await db.query<RootCauseDetail["service"]>(
    sql`select id, slug, name from service where id = any(${[...ids]}::text[])`,
  );
  return new Map(rows.map((row) => [row.id, row]));
}

/** What a document is about; null when there is no such document. */
export async function findRootCauseSubject(
  db: SqlExecutor,
  id: string,
): Promise<{ readonly kind: "breach" | "deployment"; readonly id: string } | null> {
  const [row] = await db.query<{ kind: "breach" | "deployment"; id: string }>(
    sql`select subject_kind as kind, subject_id as id from root_cause where id = ${id}`,
  );
  return row ?? null;
}
