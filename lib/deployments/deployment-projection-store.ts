import { ensureVersions } from "@/lib/catalog/use-cases/ensure-versions";
import type { ProjectedSubject, ProjectionContext, Projector } from "@/lib/ingest/port";
import { type Instant, instant } from "@/lib/kernel/instant";
import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import { derivedId } from "@/lib/platform/derived-id";
import { sendHint } from "@/lib/platform/stream/hints";
import { firstTellings } from "./deployed-from-read-model";
import { lockNumberings } from "./deployment-store";
import { type DeploymentReading, readDeployment } from "./domain/deployment-reading";
import { sameDeployment } from "./domain/same-deployment";
import { type DirtyLane, insertDirtyLanes, lanesOfVersions, wholeLanes } from "./lane-store";
import { type ReportedDeployment, saveReported } from "./reported-store";

/** A subject with what is stored under it already. */
interface Placed {
  readonly subjectKey: string;
  readonly reading: DeploymentReading;
  readonly serviceId: string;
  readonly environmentId: string;
}

interface StoredRow {
  id: string;
  subject_key: string;
  service_id: string;
  environment_id: string;
  version_id: string;
  rollout_id: string | null;
  started_at: Date;
}

/**
 * Makes the rows of deployments that pipelines report. One that reports what a rollout of ours does at that time joins the rollout's
 * row: our own times and outcome stay, what the sender knows of the change is added.
 */
export const deploymentProjector: Projector = {
  kinds: ["deployment"],
  async project(db, subjects, context) {
    const placed = subjects.flatMap((subject) => place(subject, context) ?? []);
    const stored = await loadStored(
      db,
      subjects.map(({ subjectKey }) => subjectKey),
    );
    const lanes = [...placed.map(laneOf), ...stored.map(storedLane)];
    await lockNumberings(db, lanes);
    const versions = await ensureVersions(
      db,
      placed.map(({ serviceId, reading }) => ({
        id: derivedId("ver", `${serviceId} ${reading.version}`),
        serviceId,
        name: reading.version,
        commitSha: reading.commitSha,
        artifactDigest: reading.artifactDigest,
      })),
    );
    const first = await firstTellings(
      db,
      placed.flatMap(({ serviceId, environmentId, reading }) => {
        const { repository } = reading.said;
        return repository === undefined ? [] : [{ serviceId, environmentId, repository }];
      }),
    );
    const reported = placed.map((one) => ({ ...one, versionId: versions.idOf(one.serviceId, one.reading.version) }));
    const rollouts = await loadRollouts(db, reported);
    await saveReported(
      db,
      joinRollouts(reported, rollouts),
      stored.map((row) => ({ ...row, subjectKey: row.subject_key })),
    );
    // What does not say its commit itself has that of its version: also where another place has just told it. And a repository that nobody
    // named in a lane so far may have what its earlier deployments brought.
    await insertDirtyLanes(db, [
      ...lanes,
      ...(await lanesOfVersions(db, versions.learnt)),
      ...(await wholeLanes(db, first)),
    ]);
    if (lanes.length > 0) await sendHint(db, { topic: "deployment", id: "all", revision: 0 });
  },
};

function place(subject: ProjectedSubject, { names }: ProjectionContext): Placed | null {
  const reading = readDeployment(subject.facts.map(({ fact }) => fact));
  const sourceId = subject.facts[0]?.sourceId ?? "";
  const serviceId = reading && names.service(sourceId, reading.service, reading.said.repository);
  // Both are asked, so that both names stand on the source's page when neither is known.
  const environmentId = reading && names.environment(sourceId, reading.environment);
  if (!reading || !serviceId || !environmentId) return null;
  return { subjectKey: subject.subjectKey, reading, serviceId, environmentId };
}

function laneOf({ serviceId, environmentId, reading }: Placed): DirtyLane {
  return { serviceId, environmentId, since: reading.startedAt };
}

function storedLane(row: StoredRow): DirtyLane {
  return {
    serviceId: row.service_id,
    environmentId: row.environment_id,
    since: instant(row.started_at.getTime()),
  };
}

async function loadStored(db: SqlExecutor, subjectKeys: readonly string[]): Promise<StoredRow[]> {
  return db.query<StoredRow>(sql`
    select id, subject_key, service_id, environment_id, version_id, rollout_id, started_at from deployment
    where subject_key = any(${[...subjectKeys]}::text[])`);
}

interface OurRollout {
  readonly id: string;
  readonly laneVersion: string;
  readonly subjectKey: string | null;
  readonly startedAt: Instant;
  readonly finishedAt: Instant | null;
}

type Reported = Placed & { readonly versionId: string };

async function loadRollouts(db: SqlExecutor, reported: readonly Reported[]): Promise<OurRollout[]> {
  if (reported.length === 0) return [];
  const places = reported.map(({ serviceId, environmentId, versionId }) => ({ serviceId, environmentId, versionId }));
  const rows = await db.query<{
    id: string;
    lane_version: string;
    subject_key: string | null;
    started_at: Date;
    finished_at: Date | null;
  }>(sql`
    select distinct d.id, concat_ws(' ', d.service_id, d.environment_id, d.version_id) as lane_version, d.subject_key,
           d.started_at, d.finished_at
    from deployment d
    join jsonb_to_recordset(${JSON.stringify(places)}::jsonb) as p("serviceId" text, "environmentId" text, "versionId" text)
      on p."serviceId" = d.service_id and p."environmentId" = d.environment_id and p."versionId" = d.version_id
    where d.rollout_id is not null`);
  return rows.map((row) => ({
    id: row.id,
    laneVersion: row.lane_version,
    subjectKey: row.subject_key,
    startedAt: instant(row.started_at.getTime()),
    finishedAt: row.finished_at ? instant(row.finished_at.getTime()) : null,
  }));
}

/** Which subject takes which rollout's row. Of several that mean the same rollout the one whose key sorts first has it. */
function joinRollouts(reported: readonly Reported[], rollouts: readonly OurRollout[]): ReportedDeployment[] {
  const held = new Map(
    rollouts.flatMap(({ id, subjectKey }) => (subjectKey === null ? [] : [[id, subjectKey] as const])),
  );
  const joined: ReportedDeployment[] = [];
  for (const one of [...reported].sort((left, right) => (left.subjectKey < right.subjectKey ? -1 : 1))) {
    const laneVersion = `${one.serviceId} ${one.environmentId} ${one.versionId}`;
    const free = rollouts.filter(
      ({ id, laneVersion: other }) => other === laneVersion && one.subjectKey <= (held.get(id) ?? one.subjectKey),
    );
    const ours = sameDeployment(one.reading, free);
    const displaced = ours ? (held.get(ours.id) ?? null) : null;
    if (ours) held.set(ours.id, one.subjectKey);
    joined.push({
      ...one,
      id: derivedId("dep", one.subjectKey),
      rolloutRowId: ours?.id ?? null,
      displacedKey: displaced === one.subjectKey ? null : displaced,
    });
  }
  return joined;
}
