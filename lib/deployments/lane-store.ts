import type { Instant } from "@/lib/kernel/instant";
import { type SqlExecutor, sql } from "@/lib/platform/db/executor";

/** A service in an environment whose figures may have changed from `since` on. */
export interface DirtyLane {
  readonly serviceId: string;
  readonly environmentId: string;
  readonly since: Instant;
}

/** Note that the figures of these lanes must be made again; one that is noted already goes back to the earlier moment. */
export async function insertDirtyLanes(db: SqlExecutor, lanes: readonly DirtyLane[]): Promise<void> {
  if (lanes.length === 0) return;
  const earliest = new Map<string, DirtyLane>();
  for (const lane of lanes) {
    const key = `${lane.serviceId} ${lane.environmentId}`;
    const known = earliest.get(key);
    if (!known || lane.since < known.since) earliest.set(key, lane);
  }
  // In one order, so that two who note the same lanes do not wait for each other crosswise.
  const rows = [...earliest]
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([, { serviceId, environmentId, since }]) => ({
      service_id: serviceId,
      environment_id: environmentId,
      since: new Date(since).toISOString(),
    }));
  await db.query(sql`
    insert into dirty_lane (service_id, environment_id, since)
    select service_id, environment_id, since from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as n(service_id text, environment_id text, since timestamptz)
    on conflict (service_id, environment_id)
      do update set since = least(dirty_lane.since, excluded.since), marked_at = clock_timestamp()`);
}

interface LaneRow {
  service_id: string;
  environment_id: string;
  since: Date;
}

function fromRows(rows: readonly LaneRow[]): DirtyLane[] {
  return rows.map((row) => ({
    serviceId: row.service_id,
    environmentId: row.environment_id,
    since: row.since.getTime() as Instant,
  }));
}

/** Lanes of these services that had a deployment that ended at `from` or later; `since` is the start of the first of them. */
export async function lanesOfServices(
  db: SqlExecutor,
  serviceIds: readonly string[],
  from: Instant,
): Promise<DirtyLane[]> {
  if (serviceIds.length === 0) return [];
  const rows = await db.query<LaneRow>(sql`
    select service_id, environment_id, min(started_at) as since from deployment
    where service_id = any(${[...serviceIds]}::text[])
      and (finished_at is null or finished_at >= ${new Date(from).toISOString()}::timestamptz)
    group by service_id, environment_id`);
  return fromRows(rows);
}

/** Lanes where one of these versions was deployed. */
export async function lanesOfVersions(db: SqlExecutor, versionIds: readonly string[]): Promise<DirtyLane[]> {
  if (versionIds.length === 0) return [];
  const rows = await db.query<LaneRow>(sql`
    select service_id, environment_id, min(started_at) as since from deployment
    where version_id = any(${[...versionIds]}::text[]) group by service_id, environment_id`);
  return fromRows(rows);
}

/** These lanes from their first deployment on. */
export async function wholeLanes(
  db: SqlExecutor,
  lanes: readonly Pick<DirtyLane, "serviceId" | "environmentId">[],
): Promise<DirtyLane[]> {
  if (lanes.length === 0) return [];
  const rows = await db.query<LaneRow>(sql`
    select d.service_id, d.environment_id, min(d.started_at) as since
    from unnest(${lanes.map((lane) => lane.serviceId)}::text[], ${lanes.map((lane) => lane.environmentId)}::text[])
      as l(service_id, environment_id)
    join deployment d on d.service_id = l.service_id and d.environment_id = l.environment_id
    group by d.service_id, d.environment_id`);
  return fromRows(rows);
}

export interface DeploymentNames {
  readonly runKeys: readonly string[];
  readonly commits: readonly string[];
  readonly ticketKeys: readonly string[];
}

/** Lanes of the deployments that these runs did, that brought one of these commits, or that name one of these tickets. */
export async function lanesOfNamed(db: SqlExecutor, names: DeploymentNames): Promise<DirtyLane[]> {
  const rows = await db.query<LaneRow>(sql`
    select service_id, environment_id, min(started_at) as since from deployment
    where (said is not null and said ->> 'runKey' = any(${[...names.runKeys]}::text[]))
       or to_commit = any(${[...names.commits]}::text[])
       or ticket_key = any(${[...names.ticketKeys]}::text[])
       or (said is not null and said ->> 'ticketKey' = any(${[...names.ticketKeys]}::text[]))
    group by service_id, environment_id`);
  return fromRows(rows);
}
