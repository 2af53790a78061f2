import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import type { VersionIdentity } from "./domain/version-identity";

export interface StoredVersion extends VersionIdentity {
  readonly id: string;
  readonly name: string;
}

interface VersionRow {
  id: string;
  name: string;
  commit_sha: string | null;
  artifact_digest: string | null;
}

function fromRow(row: VersionRow): StoredVersion {
  return { id: row.id, name: row.name, commitSha: row.commit_sha, artifactDigest: row.artifact_digest };
}

export interface NewVersion extends VersionIdentity {
  readonly id: string;
  readonly serviceId: string;
  readonly name: string;
}

/** Insert a version unless the service has one of this name; true when it was inserted. Waits for a rival's transaction. */
export async function insertVersion(db: SqlExecutor, version: NewVersion): Promise<boolean> {
  const rows = await db.query<{ id: string }>(sql`
    insert into version (id, service_id, name, commit_sha, artifact_digest)
    values (${version.id}, ${version.serviceId}, ${version.name}, ${version.commitSha}, ${version.artifactDigest})
    on conflict (service_id, name) do nothing returning id`);
  return rows.length > 0;
}

/** A version of a service by name, locked until the transaction ends; null when there is none. */
export async function lockVersion(db: SqlExecutor, serviceId: string, name: string): Promise<StoredVersion | null> {
  const rows = await db.query<VersionRow>(sql`
    select id, name, commit_sha, artifact_digest from version
    where service_id = ${serviceId} and name = ${name} for update`);
  return rows[0] ? fromRow(rows[0]) : null;
}

/** Fill in what was not known of a locked version. */
export async function saveVersionIdentity(db: SqlExecutor, id: string, identity: VersionIdentity): Promise<void> {
  await db.query(sql`
    update version set commit_sha = ${identity.commitSha}, artifact_digest = ${identity.artifactDigest}
    where id = ${id} returning id`);
}

export interface UpsertedVersion {
  readonly id: string;
  readonly serviceId: string;
  readonly name: string;
  /** It was here before, and its commit became known now. */
  readonly isCommitLearnt: boolean;
}

/**
 * Make the versions that are missing and fill in what was not known of the others. Of several that are told at once whatever any of them
 * knows counts, the smaller text where they disagree.
 */
export async function upsertVersions(
  db: SqlExecutor,
  versions: readonly NewVersion[],
): Promise<readonly UpsertedVersion[]> {
  if (versions.length === 0) return [];
  const told = new Map<string, NewVersion>();
  for (const version of versions) {
    const key = `${version.serviceId} ${version.name}`;
    const known = told.get(key);
    told.set(key, known ? { ...known, ...joinedIdentity(known, version) } : version);
  }
  // In one order, so that two transactions that meet the same versions never wait for each other crosswise.
  const rows = [...told]
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([, { id, serviceId, name, commitSha, artifactDigest }]) => ({
      id,
      service_id: serviceId,
      name,
      commit_sha: commitSha,
      artifact_digest: artifactDigest,
    }));
  const found = await db.query<{ id: string; service_id: string; name: string; is_commit_learnt: boolean }>(sql`
    with given as materialized (
      select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        as n(id text, service_id text, name text, commit_sha text, artifact_digest text)
    ), before as materialized (
      select v.service_id, v.name from version v join given g on g.service_id = v.service_id and g.name = v.name
      where v.commit_sha is null
    ), saved as (
      insert into version (id, service_id, name, commit_sha, artifact_digest)
      select id, service_id, name, commit_sha, artifact_digest from given
      on conflict (service_id, name) do update set commit_sha = coalesce(version.commit_sha, excluded.commit_sha),
        artifact_digest = coalesce(version.artifact_digest, excluded.artifact_digest)
      returning id, service_id, name, commit_sha
    )
    select s.id, s.service_id, s.name, b.name is not null and s.commit_sha is not null as is_commit_learnt
    from saved s left join before b on b.service_id = s.service_id and b.name = s.name`);
  return found.map((row) => ({
    id: row.id,
    serviceId: row.service_id,
    name: row.name,
    isCommitLearnt: row.is_commit_learnt,
  }));
}

function joinedIdentity(one: VersionIdentity, other: VersionIdentity): VersionIdentity {
  const smaller = (left: string | null, right: string | null): string | null =>
    left === null || right === null ? (left ?? right) : left < right ? left : right;
  return {
    commitSha: smaller(one.commitSha, other.commitSha),
    artifactDigest: smaller(one.artifactDigest, other.artifactDigest),
  };
}
