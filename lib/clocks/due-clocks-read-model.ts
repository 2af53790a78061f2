import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import type { NewClock } from "./clock-store";

/** A definition whose incidents are to be looked at. */
export interface AttachingDefinition {
  readonly id: string;
}

/** Definitions in force. */
export async function listAttaching(db: SqlExecutor): Promise<AttachingDefinition[]> {
  return db.query<AttachingDefinition>(
    sql`select id from clock_definition where retired_at is null order by id limit 200`,
  );
}

/**
 * Incidents in a definition's scope on which it has no clock yet, at most `limit`: those that changed since it was last looked. Incidents
 * of production count, and those that name no environment: production is meant.
 */
export async function listUnclocked(db: SqlExecutor, definitionId: string, limit: number): Promise<NewClock[]> {
  return db.query<NewClock>(sql`
    select d.id as "definitionId", i.subject_key as "subjectKey", i.service_id as "serviceId", i.external_key as key, i.title,
           false as "isPushed"
    from clock_definition d
    join incident i on i.updated_at >= coalesce(d.attached_until, '-infinity'::timestamptz) and i.detected_at >= d.applies_from
    join service s on s.id = i.service_id
    left join environment e on e.id = i.environment_id
    where d.id = ${definitionId} and (e.id is null or e.kind = 'production')
      and i.state <> 'merged' and i.duplicate_of_key is null
      and (cardinality(d.services) = 0 or s.slug = any(d.services))
      and (cardinality(d.tiers) = 0 or s.tier = any(d.tiers))
      and (cardinality(d.severities) = 0 or i.severity = any(d.severities))
      and not exists (select from clock c where c.definition_id = d.id and c.subject_key = i.subject_key)
    order by i.detected_at, i.id limit ${limit}`);
}

/** Why a clock is to be computed anew. */
export interface StaleClock {
  readonly id: string;
  readonly cause: "attached" | "definition" | "schedule" | "events";
  readonly reason: string | null;
  readonly by: string | null;
}

/** Clocks whose terms, hours or incident have changed since their last revision, at most `limit`. */
export async function listStaleClocks(db: SqlExecutor, limit: number): Promise<StaleClock[]> {
  return db.query<StaleClock>(sql`
    select c.id,
      case when c.revision = 0 then 'attached' when c.definition_version <> d.version then 'definition'
           when c.schedule_version is distinct from s.version then 'schedule' else 'events' end as cause,
      case when c.definition_version <> d.version then v.reason
           when c.schedule_version is distinct from s.version then w.reason end as reason,
      case when c.definition_version <> d.version then v.saved_by
           when c.schedule_version is distinct from s.version then w.saved_by end as by
    from clock c
    join clock_definition d on d.id = c.definition_id
    join clock_definition_version v on v.definition_id = d.id and v.version = d.version
    left join business_schedule s on s.id = d.schedule_id
    left join business_schedule_version w on w.schedule_id = s.id and w.version = s.version
    left join incident i on i.subject_key = c.subject_key and not c.is_pushed
    where c.definition_version <> d.version or c.schedule_version is distinct from s.version
      or c.looked_at is distinct from i.updated_at
    order by c.id limit ${limit}`);
}
