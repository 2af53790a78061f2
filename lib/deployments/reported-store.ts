import type { Instant } from "@/lib/kernel/instant";
import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import type { DeploymentReading } from "./domain/deployment-reading";

/** A deployment as a pipeline reports it, and the row of our rollout that it joins (null: it has a row of its own). */
export interface ReportedDeployment {
  /** Of its own row; follows from the subject. */
  readonly id: string;
  readonly subjectKey: string;
  readonly serviceId: string;
  readonly environmentId: string;
  readonly versionId: string;
  readonly reading: DeploymentReading;
  readonly rolloutRowId: string | null;
  /** The subject that held the rollout's row before; its projection is made again. */
  readonly displacedKey: string | null;
}

export interface StoredReport {
  readonly id: string;
  readonly subjectKey: string;
  readonly service_id: string;
  readonly environment_id: string;
  readonly version_id: string;
  readonly rollout_id: string | null;
}

/** Make the stored rows what is reported. The numbering of every lane, old and new, must be held. */
export async function saveReported(
  db: SqlExecutor,
  reported: readonly ReportedDeployment[],
  stored: readonly StoredReport[],
): Promise<void> {
  const own = reported.filter(({ rolloutRowId }) => rolloutRowId === null);
  const joined = reported.filter(({ rolloutRowId }) => rolloutRowId !== null);
  const ownIds = new Set(own.map(({ id }) => id));
  const joinedIds = new Set(joined.map(({ rolloutRowId }) => rolloutRowId));
  await leaveRollouts(
    db,
    stored.filter(({ id, rollout_id }) => rollout_id !== null && !joinedIds.has(id)).map(({ id }) => id),
  );
  const surplus = stored.filter(({ id, rollout_id }) => rollout_id === null && !ownIds.has(id));
  await removeRows(db, surplus, joined);
  await joinRows(db, joined);
  await moveRows(db, own, stored);
  await upsertRows(db, own);
  await markDisplaced(
    db,
    reported.flatMap(({ displacedKey }) => displacedKey ?? []),
  );
}

/** Take back from rollouts' rows what a sender had said. */
async function leaveRollouts(db: SqlExecutor, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await db.query(sql`
    update deployment set subject_key = null, change_owner = null, to_commit = null, flags = '{}', url = null, said = null
    where id = any(${[...ids]}::text[])`);
}

/** Remove rows that have no report any more. Links of one that joined a rollout follow it there. */
async function removeRows(
  db: SqlExecutor,
  surplus: readonly StoredReport[],
  joined: readonly ReportedDeployment[],
): Promise<void> {
  if (surplus.length === 0) return;
  const ids = surplus.map(({ id }) => id);
  for (const { id, rolloutRowId } of joined.filter((one) => ids.includes(one.id))) {
    await db.query(sql`
      update incident_link l set deployment_id = ${rolloutRowId} where l.deployment_id = ${id} and not exists (
        select from incident_link other where other.incident_id = l.incident_id and other.deployment_id = ${rolloutRowId})`);
  }
  await db.query(sql`delete from incident_link where deployment_id = any(${ids}::text[])`);
  await db.query(sql`delete from deployment where id = any(${ids}::text[])`);
}

async function joinRows(db: SqlExecutor, joined: readonly ReportedDeployment[]): Promise<void> {
  if (joined.length === 0) return;
  const displaced = joined.flatMap(({ displacedKey }) => displacedKey ?? []);
  await db.query(sql`update deployment set subject_key = null where subject_key = any(${displaced}::text[])`);
  const rows = joined.map((one) => ({ ...reportedColumns(one), id: one.rolloutRowId }));
  await db.query(sql`
    update deployment d set subject_key = n.subject_key, change_owner = n.change_owner, to_commit = n.to_commit,
      flags = n.flags, url = n.url, said = n.said
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as n(id text, subject_key text, change_owner text, to_commit text,
      flags text[], url text, said jsonb)
    where d.id = n.id`);
}

/** Rows whose service, environment or version is another than before get the next free attempt there. */
async function moveRows(
  db: SqlExecutor,
  own: readonly ReportedDeployment[],
  stored: readonly StoredReport[],
): Promise<void> {
  const before = new Map(stored.map((row) => [row.id, row]));
  for (const { id, serviceId, environmentId, versionId } of own) {
    const old = before.get(id);
    if (!old) continue;
    const isSame = old.service_id === serviceId && old.environment_id === environmentId && old.version_id === versionId;
    if (isSame) continue;
    await db.query(sql`
      update deployment set service_id = ${serviceId}, environment_id = ${environmentId}, version_id = ${versionId},
        attempt = (select coalesce(max(attempt), 0) + 1 from deployment where service_id = ${serviceId}
                   and environment_id = ${environmentId} and version_id = ${versionId})
      where id = ${id}`);
  }
}

async function upsertRows(db: SqlExecutor, own: readonly ReportedDeployment[]): Promise<void> {
  if (own.length === 0) return;
  const rows = own.map((one) => ({
    ...reportedColumns(one),
    id: one.id,
    service_id: one.serviceId,
    environment_id: one.environmentId,
    version_id: one.versionId,
    state: one.reading.state,
    started_at: text(one.reading.startedAt),
    finished_at: text(one.reading.finishedAt),
    started_by: one.reading.startedBy,
  }));
  await db.query(sql`
    insert into deployment (id, service_id, environment_id, version_id, attempt, origin, state, started_at, finished_at,
                            started_by, subject_key, change_owner, to_commit, flags, url, said)
    select n.id, n.service_id, n.environment_id, n.version_id,
           (select coalesce(max(d.attempt), 0) from deployment d where d.service_id = n.service_id
              and d.environment_id = n.environment_id and d.version_id = n.version_id)
           + row_number() over (partition by n.service_id, n.environment_id, n.version_id order by n.started_at, n.id),
           'pipeline', n.state::deployment_state, n.started_at, n.finished_at, n.started_by, n.subject_key, n.change_owner,
           n.to_commit, n.flags, n.url, n.said
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as n(id text, service_id text, environment_id text,
         version_id text, state text, started_at timestamptz, finished_at timestamptz, started_by text, subject_key text,
         change_owner text, to_commit text, flags text[], url text, said jsonb)
    on conflict (id) do update set state = excluded.state, started_at = excluded.started_at,
      finished_at = excluded.finished_at, started_by = excluded.started_by, change_owner = excluded.change_owner,
      to_commit = excluded.to_commit, flags = excluded.flags, url = excluded.url, said = excluded.said`);
}

function reportedColumns({ subjectKey, reading }: ReportedDeployment): Record<string, unknown> {
  return {
    subject_key: subjectKey,
    change_owner: reading.changeOwner,
    to_commit: reading.commitSha,
    flags: reading.flags,
    url: reading.url,
    said: reading.said,
  };
}

async function markDisplaced(db: SqlExecutor, subjectKeys: readonly string[]): Promise<void> {
  if (subjectKeys.length === 0) return;
  await db.query(sql`
    insert into dirty_subject (subject_key, kind) select key, 'deployment' from unnest(${[...subjectKeys]}::text[]) as key
    on conflict (subject_key) do update set marked_at = clock_timestamp()`);
}

/**
 * Have the pipelines' own rows of this service, environment and version looked at again, now that a rollout of ours began there: it
 * may be what they report.
 */
export async function markReportsOf(
  db: SqlExecutor,
  place: { readonly serviceId: string; readonly environmentId: string; readonly versionId: string },
): Promise<void> {
  const rows = await db.query<{ subject_key: string }>(sql`
    select subject_key from deployment where service_id = ${place.serviceId} and environment_id = ${place.environmentId}
      and version_id = ${place.versionId} and subject_key is not null and rollout_id is null`);
  await markDisplaced(
    db,
    rows.map((row) => row.subject_key),
  );
}

function text(at: Instant | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}
