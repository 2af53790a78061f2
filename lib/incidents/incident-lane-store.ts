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
 * Incidents that what happened in a lane at `since` or later may explain, which were detected or lasted since then (`slackMs` earlier, for
 * clocks that disagree and ways back that begin after the end): in this environment or in one that nobody names those of the service and of
 * services that share its repository; anywhere those whose sender names a cause that may be in this lane.
 */
export async function incidentsOfLane(db: SqlExecutor, lane: Lane, slackMs: number): Promise<string[]> {
  const since = new Date(lane.since - slackMs).toISOString();
  const rows = await db.query<{ id: string }>(sql`
    with near as (
      select s.id from service s join service own on own.id = ${lane.serviceId}
      where s.id = own.id or s.repository_url = own.repository_url)
    select i.id from incident i
    where (i.detected_at >= ${since}::timestamptz or i.resolved_at is null or i.resolved_at >= ${since}::timestamptz)
      and (
        (i.service_id in (select id from near) and (i.environment_id is null or i.environment_id = ${lane.environmentId}))
        or (i.named_causes <> '[]'::jsonb and exists (
          select from jsonb_array_elements(i.named_causes) c
          where c ->> 'version' is null
            or exists (select from version v where v.service_id = ${lane.serviceId} and v.name = c ->> 'version'))))
    order by i.id`);
  return rows.map(({ id }) => id);
}
