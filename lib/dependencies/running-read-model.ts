import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import type { Running } from "./domain/facts";

interface Row {
  slug: string;
  rolling: string[] | null;
  live: string | null;
  deployed: string | null;
  deployed_at: Date | null;
  stated: string[] | null;
  stated_at: Date | null;
}

/**
 * What runs of every service in an environment, by slug. Both versions of a rollout that is under way; else what the target has; else
 * whichever is newer: the last successful deployment, or what somebody said. A service of which nobody told is missing.
 */
export async function loadRunningVersions(db: SqlExecutor, environmentId: string): Promise<Running> {
  const rows = await db.query<Row>(sql`
    select s.slug, r.rolling, l.name as live, d.name as deployed, d.started_at as deployed_at, p.versions as stated, p.stated_at
    from service s
    left join target t on t.service_id = s.id and t.environment_id = ${environmentId}
    left join target_slot x on x.target_id = t.id and x.is_live
    left join version l on l.id = x.version_id
    left join lateral (
      select array[o.stable_version, o.canary_version] as rolling from rollout o
      where o.target_id = t.id and o.phase not in ('queued', 'completed', 'rolled_back', 'cancelled')
      order by o.number limit 1) r on true
    left join lateral (
      select v.name, e.started_at from deployment e join version v on v.id = e.version_id
      where e.service_id = s.id and e.environment_id = ${environmentId} and e.state = 'succeeded'
      order by e.started_at desc, e.id desc limit 1) d on true
    left join stated_presence p on p.service_id = s.id and p.environment_id = ${environmentId}
    where s.archived_at is null`);
  return new Map(
    rows.flatMap((row) => {
      const versions = versionsOf(row);
      return versions === null ? [] : [[row.slug, versions] as const];
    }),
  );
}

function versionsOf({ rolling, live, deployed, deployed_at, stated, stated_at }: Row): readonly string[] | null {
  if (rolling !== null) return [...new Set(rolling)];
  if (live !== null) return [live];
  const isStatedNewer = deployed_at === null || (stated_at !== null && stated_at >= deployed_at);
  if (stated !== null && isStatedNewer) return stated;
  return deployed === null ? null : [deployed];
}
