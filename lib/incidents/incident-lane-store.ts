import { type Instant, instant } from "@/lib/kernel/instant";
import { type SqlExecutor, sql } from "@/lib/platform/db/executor";

interface Lane {
  readonly serviceId: string;
  readonly environmentId: string;
  readonly since: Instant;
}

/** A cause may lie this much before what it caused. */
const longestWindowHours = 720;

/**
 * Lanes whose figures these incidents may change: where they happened (all of production when no environment is named), where a
 * deployment is linked to them, and where one has the commit or version that their sender names.
 */
export async function lanesOfIncidents(db: SqlExecutor, subjectKeys: readonly string[]): Promise<Lane[]> {
  if (subjectKeys.length === 0) return [];
  const rows = await db.query<{ service_id: string; environment_id: string; since: Date }>(sql`
    with told as (select * from incident where subject_key = any(${[...subjectKeys]}::text[]))
    select t.service_id, e.id as environment_id, min(t.detected_at) as since
    from told t join environment e on e.id = t.environment_id or (t.environment_id is null and e.kind = 'production')
    where t.service_id is not null group by t.service_id, e.id
    union all
    select d.service_id, d.environment_id, min(d.started_at)
    from told t join incident_link l on l.incident_id = t.id and l.superseded_at is null
      join deployment d on d.id = l.deployment_id group by d.service_id, d.environment_id
    union all
    select d.service_id, d.environment_id, min(d.started_at)
    from told t cross join lateral jsonb_array_elements(t.named_causes) as c
      join version v on v.name = c ->> 'version'
      join deployment d on d.version_id = v.id
        and d.started_at > t.detected_at - make_interval(hours => ${longestWindowHours}) and d.started_at <= t.detected_at
    group by d.service_id, d.environment_id
    union all
    select d.service_id, d.environment_id, min(d.started_at)
    from told t cross join lateral jsonb_array_elements(t.named_causes) as c
      join deployment d on d.to_commit = lower(c ->> 'commitSha') group by d.service_id, d.environment_id`);
  return rows.map((row) => ({
    serviceId: row.service_id,
    environmentId: row.environment_id,
    since: instant(row.since.getTime()),
  }));
}

/**
 * Incidents that what happened in a lane at `since` or later may explain: of the service and of those that share its repository,
 * which were detected or lasted since then, and those of unknown services that name a cause.
 */
export async function incidentsOfLane(db: SqlExecutor, lane: Lane, skewMs: number): Promise<string[]> {
  const since = new Date(lane.since - skewMs).toISOString();
  const rows = await db.query<{ id: string }>(sql`
    with near as (
      select s.id from service s join service own on own.id = ${lane.serviceId}
      where s.id = own.id or s.repository_url = own.repository_url)
    select i.id from incident i
    where (i.service_id in (select id from near) or (i.service_id is null and i.named_causes <> '[]'::jsonb))
      and (i.environment_id is null or i.environment_id = ${lane.environmentId})
      and (i.detected_at >= ${since}::timestamptz or i.resolved_at is null or i.resolved_at >= ${since}::timestamptz)
    order by i.id`);
  return rows.map(({ id }) => id);
}
