import { sql } from "@/lib/platform/db/executor";

/** Joins `t.id`, what an `objective o` is counted at, to it: its meter, its synthetic check, or else the target of its place; null without one. */
export const countedAt = sql`left join lateral (
  select id from target
  where service_id = o.service_id and environment_id = o.environment_id and o.meter_id is null and not o.definition->'sli' ? 'check'
  union all
  select o.meter_id where o.meter_id is not null
  union all
  select id from synthetic_check where slug = o.definition #>> '{sli,check}') t on true`;
