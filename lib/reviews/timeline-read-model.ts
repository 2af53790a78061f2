import type { Instant } from "@/lib/kernel/instant";
import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import type { TimelineEntry } from "./domain/root-cause";

/** How many entries a document takes; the first of them. */
const entriesMax = 120;

export interface TimelinePlace {
  readonly serviceId: string;
  /** Null means every one. */
  readonly environmentId: string | null;
  readonly from: Instant;
  readonly to: Instant;
}

/** What the product knows of a service in a stretch of time, in order: deployments, incidents, alerts, breaches. */
export async function loadTimeline(db: SqlExecutor, place: TimelinePlace): Promise<TimelineEntry[]> {
  const { serviceId, environmentId } = place;
  const from = sql`${new Date(place.from).toISOString()}::timestamptz`;
  const to = sql`${new Date(place.to).toISOString()}::timestamptz`;
  const isHere = sql`(${environmentId}::text is null or environment_id = ${environmentId})`;
  const isHereOrNowhere = sql`(${isHere} or environment_id is null)`;
  const rows = await db.query<{ at: Date; what: string; source: string; source_id: string }>(sql`
    with deployed as (
      select d.id, v.name, d.state::text as state, d.kind::text as kind, d.started_at, d.finished_at
      from deployment d join version v on v.id = d.version_id where d.service_id = ${serviceId} and ${isHere}
    ), happened as (
      select i.* from incident i where i.service_id = ${serviceId} and ${isHereOrNowhere} and i.duplicate_of_key is null
    ), entries as (
      select started_at as at, case kind when 'rollback' then 'Rollback to ' else 'Deployment of ' end || name || ' begins' as what,
             'deployment' as source, id as source_id from deployed
      union all select finished_at, 'Deployment of ' || name || ': ' || replace(state, '_', ' '), 'deployment', id from deployed
      union all select detected_at, 'Incident detected: ' || title, 'incident', id from happened
      union all select acknowledged_at, 'Incident acknowledged: ' || title, 'incident', id from happened
      union all select resolved_at, 'Incident resolved: ' || title, 'incident', id from happened
      union all select a.at, 'Alert ' || a.what || ' (' || a.severity || '): ' || o.name, 'alert', o.slug
        from burn_alert_event a join objective o on o.id = a.objective_id
        where o.service_id = ${serviceId} and ${isHere} and a.what in ('fired', 'cleared')
      union all select c.at, 'Breach B-' || b.number || ': ' || (c.facts ->> 'sentence'), 'breach', b.id
        from breach b join breach_cause c on c.breach_id = b.id where b.service_id = ${serviceId} and ${isHereOrNowhere}
    )
    select at, what, source, source_id from entries where at is not null and at >= ${from} and at <= ${to}
    order by at, source, source_id, what limit ${entriesMax}`);
  return rows.map((row) => ({
    at: row.at.toISOString(),
    what: row.what,
    source: row.source,
    sourceId: row.source_id,
  }));
}
