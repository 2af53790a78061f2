import { type Instant, instant } from "@/lib/kernel/instant";
import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import type { DeploymentKind, DeploymentOrigin, DeploymentState } from "./contract";
import { insertDirtyLanes } from "./lane-store";

export interface NewDeployment {
  readonly id: string;
  readonly serviceId: string;
  readonly environmentId: string;
  readonly versionId: string;
  readonly origin: DeploymentOrigin;
  /** Left to what the deployments around it say when it is not given. */
  readonly kind?: DeploymentKind;
  readonly state: DeploymentState;
  readonly rolloutId: string | null;
  readonly startedAt: Instant;
  readonly finishedAt: Instant | null;
  readonly startedBy: string;
  readonly externalRef: string | null;
  /** Keys of the feature flags that came with it; none when left out. */
  readonly flags?: readonly string[];
}

/**
 * Hold the numbering of deployments of this service to this environment until the transaction ends. Whoever takes several
 * takes them in the order of the ids, so that two imports never wait for each other.
 */
export async function lockNumbering(db: SqlExecutor, serviceId: string, environmentId: string): Promise<void> {
  await db.query(sql`select pg_advisory_xact_lock(hashtextextended(${`${serviceId} ${environmentId}`}, 7))::text`);
}

/** The same for several places at once, in the order of their ids. */
export async function lockNumberings(
  db: SqlExecutor,
  places: readonly { readonly serviceId: string; readonly environmentId: string }[],
): Promise<void> {
  const keys = [...new Set(places.map(({ serviceId, environmentId }) => `${serviceId} ${environmentId}`))].sort();
  if (keys.length === 0) return;
  await db.query(sql`
    select pg_advisory_xact_lock(hashtextextended(key, 7))::text from unnest(${keys}::text[]) with ordinality as k(key, n)
    order by n`);
}

/**
 * Insert deployments in one statement; answers the attempt of each by its id. Attempts count on from what is stored, in
 * the order of the start. The numbering of every place must be held.
 */
export async function insertDeployments(
  db: SqlExecutor,
  deployments: readonly NewDeployment[],
): Promise<Map<string, number>> {
  const rows = await db.query<{ id: string; attempt: number }>(sql`
    insert into deployment (id, service_id, environment_id, version_id, attempt, origin, kind, state, rollout_id, started_at,
                            finished_at, started_by, external_ref, flags)
    select n.id, n.service_id, n.environment_id, n.version_id,
           (select coalesce(max(d.attempt), 0) from deployment d where d.service_id = n.service_id
              and d.environment_id = n.environment_id and d.version_id = n.version_id)
           + row_number() over (partition by n.service_id, n.environment_id, n.version_id order by n.started_at, n.id),
           n.origin::deployment_origin, n.kind::delivery_kind, n.state::deployment_state, n.rollout_id, n.started_at, n.finished_at, n.started_by,
           n.external_ref, n.flags
    from jsonb_to_recordset(${JSON.stringify(deployments.map(toRecord))}::jsonb) as n(id text, service_id text,
         environment_id text, version_id text, origin text, kind text, state text, rollout_id text, started_at timestamptz,
         finished_at timestamptz, started_by text, external_ref text, flags text[])
    returning id, attempt`);
  await insertDirtyLanes(
    db,
    deployments.map(({ serviceId, environmentId, startedAt: since }) => ({ serviceId, environmentId, since })),
  );
  return new Map(rows.map((row) => [row.id, row.attempt]));
}

/** End the deployment that a rollout is, now; its lane's figures must be made again. */
export async function endDeploymentOf(db: SqlExecutor, rolloutId: string, state: DeploymentState): Promise<void> {
  const rows = await db.query<{ service_id: string; environment_id: string; started_at: Date }>(sql`
    update deployment set state = ${state}::deployment_state, finished_at = clock_timestamp() where rollout_id = ${rolloutId}
    returning service_id, environment_id, started_at`);
  await insertDirtyLanes(
    db,
    rows.map((row) => ({
      serviceId: row.service_id,
      environmentId: row.environment_id,
      since: instant(row.started_at.getTime()),
    })),
  );
}

function toRecord(deployment: NewDeployment): Record<string, unknown> {
  return {
    id: deployment.id,
    service_id: deployment.serviceId,
    environment_id: deployment.environmentId,
    version_id: deployment.versionId,
    origin: deployment.origin,
    kind: deployment.kind ?? (deployment.origin === "rollback" ? "rollback" : "normal"),
    state: deployment.state,
    rollout_id: deployment.rolloutId,
    started_at: timestamp(deployment.startedAt),
    finished_at: timestamp(deployment.finishedAt),
    started_by: deployment.startedBy,
    external_ref: deployment.externalRef,
    flags: deployment.flags ?? [],
  };
}

function timestamp(at: Instant | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}
