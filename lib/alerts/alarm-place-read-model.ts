import { type Instant, instant } from "@/lib/kernel/instant";
import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import { type AlarmFacts, type AlarmKind, AlarmFacts as Facts } from "./contract";

/** An alarm that is not over, as whoever changes it needs it. */
export interface StandingAlarm {
  readonly id: string;
  readonly subjectKey: string;
  readonly kind: AlarmKind;
  readonly objectiveId: string | null;
  readonly serviceId: string | null;
  readonly environmentId: string | null;
  readonly title: string;
  readonly sentence: string;
  readonly facts: AlarmFacts;
  readonly isFrozen: boolean;
  readonly isAcknowledged: boolean;
  readonly incidentKey: string | null;
}

interface StandingRow {
  readonly id: string;
  readonly subject_key: string;
  readonly kind: AlarmKind;
  readonly objective_id: string | null;
  readonly service_id: string | null;
  readonly environment_id: string | null;
  readonly title: string;
  readonly sentence: string;
  readonly facts: unknown;
  readonly is_frozen: boolean;
  readonly is_acknowledged: boolean;
  readonly incident_key: string | null;
}

function standing(row: StandingRow): StandingAlarm {
  return {
    id: row.id,
    subjectKey: row.subject_key,
    kind: row.kind,
    objectiveId: row.objective_id,
    serviceId: row.service_id,
    environmentId: row.environment_id,
    title: row.title,
    sentence: row.sentence,
    facts: Facts.parse(row.facts),
    isFrozen: row.is_frozen,
    isAcknowledged: row.is_acknowledged,
    incidentKey: row.incident_key,
  };
}

/** Alarms of these kinds that are not over, by their subject. */
export async function loadStanding(db: SqlExecutor, kinds: readonly AlarmKind[]): Promise<Map<string, StandingAlarm>> {
  const rows = await db.query<StandingRow>(sql`
    select id, subject_key, kind, objective_id, service_id, environment_id, title, sentence, facts,
      frozen_since is not null as is_frozen, acknowledged_at is not null as is_acknowledged, incident_key
    from alarm where resolved_at is null and kind = any(${[...kinds]}::text[])`);
  return new Map(rows.map((row) => [row.subject_key, standing(row)]));
}

/** Of these subjects, those that ever had an alarm. */
export async function listKnownSubjects(db: SqlExecutor, subjects: readonly string[]): Promise<ReadonlySet<string>> {
  if (subjects.length === 0) return new Set();
  const rows = await db.query<{ subject_key: string }>(sql`
    select subject_key from alarm where subject_key = any(${[...subjects]}::text[])`);
  return new Set(rows.map(({ subject_key }) => subject_key));
}

/** One alarm, held until the transaction ends; null when there is none. `isOver`: nothing more changes. */
export async function lockStanding(
  db: SqlExecutor,
  id: string,
): Promise<(StandingAlarm & { readonly isOver: boolean }) | null> {
  const [row] = await db.query<StandingRow & { is_over: boolean }>(sql`
    select id, subject_key, kind, objective_id, service_id, environment_id, title, sentence, facts,
      frozen_since is not null as is_frozen, acknowledged_at is not null as is_acknowledged, incident_key,
      resolved_at is not null as is_over
    from alarm where id = ${id} for update`);
  return row ? { ...standing(row), isOver: row.is_over } : null;
}

/** What routes look at, and the names that people read. */
export interface AlarmPlace {
  readonly objective: string | null;
  readonly objectiveName: string | null;
  readonly service: string | null;
  readonly serviceName: string | null;
  readonly team: string | null;
  readonly tier: number | null;
  readonly environment: string | null;
  readonly environmentName: string | null;
}

export interface PlaceIds {
  readonly objectiveId: string | null;
  readonly serviceId: string | null;
  readonly environmentId: string | null;
}

/** Slugs and names of where an alarm is. */
export async function loadPlace(db: SqlExecutor, ids: PlaceIds): Promise<AlarmPlace> {
  const [row] = await db.query<AlarmPlace>(sql`
    select o.slug as objective, o.name as "objectiveName", s.slug as service, s.name as "serviceName", t.slug as team, s.tier,
      e.slug as environment, e.name as "environmentName"
    from (select 1) as one
    left join objective o on o.id = ${ids.objectiveId}::text
    left join service s on s.id = ${ids.serviceId}::text
    left join team t on t.id = s.owner_team_id
    left join environment e on e.id = ${ids.environmentId}::text`);
  if (!row) throw new Error("a row that is always there is not there");
  return row;
}

/** The versions that have the traffic of a service in an environment, with the deployments that brought them. */
export async function loadLive(db: SqlExecutor, { serviceId, environmentId }: PlaceIds): Promise<AlarmFacts["live"]> {
  const rows = await db.query<{ deployment_id: string | null; version: string; since: Date }>(sql`
    with serving as (
      select ts.version_id, ts.since from target t
      join target_slot ts on ts.target_id = t.id and ts.version_id is not null
      left join rollout r on r.target_id = t.id
        and r.phase in ('preparing', 'shifting', 'baking', 'watching', 'rolling_back') and r.observed_share_percent > 0
      where t.service_id = ${serviceId}::text and t.environment_id = ${environmentId}::text
        and (ts.is_live or (r.id is not null and exists (
          select from version v where v.id = ts.version_id and v.name = r.canary_version))))
    select d.id as deployment_id, v.name as version, coalesce(d.started_at, s.since) as since
    from serving s join version v on v.id = s.version_id
    left join lateral (
      select id, started_at from deployment where version_id = s.version_id and environment_id = ${environmentId}::text
      order by started_at desc limit 1) d on true
    order by since desc, version limit 5`);
  return rows.map((row) => ({
    deploymentId: row.deployment_id,
    version: row.version,
    since: row.since.toISOString(),
  }));
}

/** A connection that was told of an alarm, with the route that asked for it. */
export interface ToldConnection {
  readonly connectionId: string;
  readonly routeId: string;
  readonly routeName: string;
}

/** Connections that were or will be told that an alarm fired: they are told what becomes of it too. */
export function loadTold(db: SqlExecutor, alarmId: string): Promise<ToldConnection[]> {
  return db.query<ToldConnection>(sql`
    select connection_id as "connectionId", route_id as "routeId", route_name as "routeName"
    from alarm_notice where alarm_id = ${alarmId} and step = 1 order by connection_id`);
}

/** An alarm that somebody acknowledged in the system that pages. */
export interface AcknowledgedElsewhere {
  readonly alarmId: string;
  readonly at: Instant;
  readonly by: string | null;
  readonly system: string;
}

/** Alarms that nobody acknowledged here, of which another system says that somebody did. Its incident is a duplicate of ours. */
export async function listAcknowledgedElsewhere(db: SqlExecutor): Promise<AcknowledgedElsewhere[]> {
  const rows = await db.query<{ id: string; at: Date; by: string | null; system: string }>(sql`
    select distinct on (a.id) a.id, i.acknowledged_at as at, s.name as system,
      (select e.by from incident_event e where e.incident_id = i.id and e.what = 'acknowledged' and e.by is not null
       order by e.at limit 1) as by
    from alarm a
    join incident i on i.duplicate_of_key = a.incident_key and i.acknowledged_at is not null
    left join event_source s on s.id = i.source_id
    where a.resolved_at is null and a.acknowledged_at is null and a.incident_key is not null
    order by a.id, i.acknowledged_at limit 100`);
  return rows.map(({ id, at, by, system }) => ({ alarmId: id, at: instant(at.getTime()), by, system }));
}
