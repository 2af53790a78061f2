import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import type { BuildState } from "./contract";

/** How many lanes wait to be made again, and how many could not be. */
export async function laneBacklog(db: SqlExecutor): Promise<{ waitingLanes: number; failedLanes: number }> {
  const [row] = await db.query<{ waiting: number; failed: number }>(sql`
    select (select count(*)::int from dirty_lane) as waiting,
      (select count(*)::int from delivery_lane l join insight_generation g on g.id = l.generation and g.state = 'current'
        where l.failure is not null) as failed`);
  return { waitingLanes: row?.waiting ?? 0, failedLanes: row?.failed ?? 0 };
}

/** What the builder is at, for people who look after it. */
export async function loadBuildState(db: SqlExecutor): Promise<BuildState> {
  const [row] = await db.query<{
    waiting: number;
    longest_ms: number | null;
    generations: string;
    failures: string;
  }>(sql`
    select (select count(*)::int from dirty_lane) as waiting,
      (select (extract(epoch from clock_timestamp() - min(marked_at)) * 1000)::float8 from dirty_lane) as longest_ms,
      (select json_agg(json_build_object('id', g.id, 'state', g.state, 'reason', g.reason, 'requestedBy', g.requested_by,
          'startedAt', to_json(g.started_at), 'switchedAt', to_json(g.switched_at),
          'lanes', (select count(*) from delivery_lane l where l.generation = g.id),
          'builtLanes', (select count(*) from delivery_lane l where l.generation = g.id and l.built_at is not null))
        order by g.id desc)::text
        from (select * from insight_generation order by id desc limit 5) g) as generations,
      (select coalesce(json_agg(json_build_object('failure', l.failure,
          'service', json_build_object('id', s.id, 'slug', s.slug, 'name', s.name),
          'environment', json_build_object('id', e.id, 'slug', e.slug, 'name', e.name)) order by s.slug, e.slug), '[]')::text
        from delivery_lane l join insight_generation g on g.id = l.generation and g.state = 'current'
        join service s on s.id = l.service_id join environment e on e.id = l.environment_id
        where l.failure is not null) as failures`);
  return {
    waitingLanes: row?.waiting ?? 0,
    longestWaitMs: row?.longest_ms ?? null,
    generations: JSON.parse(row?.generations ?? "[]") as BuildState["generations"],
    failures: JSON.parse(row?.failures ?? "[]") as BuildState["failures"],
  };
}
