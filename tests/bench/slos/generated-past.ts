import { prismaExecutor, type SqlExecutor, sql } from "@/lib/platform/db/executor";
import type { Db } from "@/lib/platform/db/prisma";

export interface GeneratedPast {
  readonly objectives: number;
  /** A whole hour. */
  readonly untilMs: number;
  /** Days of the first target; the others have what the longest alert window needs. */
  readonly longDays: number;
}

/** Objectives of one target: success twice, and time. */
const objectivesPerTarget = 3;
const shortDays = 4;

export function targetIdOf(number: number): string {
  return `target-${number}`;
}

/** Services, targets, minutes and objectives, generated in the database. Answers the ids of the targets. */
export async function generatePast(db: Db, past: GeneratedPast): Promise<string[]> {
  const targets = Math.ceil(past.objectives / objectivesPerTarget);
  const run = prismaExecutor(db);
  const until = new Date(past.untilMs).toISOString();
  await run.query(
    sql`insert into environment (id, slug, name, kind, rank) values ('env', 'production', 'Production', 'production', 1)`,
  );
  await run.query(sql`
    insert into service (id, slug, name, tier, updated_at)
    select 'service-' || n, 'service-' || n, 'Service ' || n, 1, now() from generate_series(1, ${targets}::int) n`);
  await run.query(sql`
    insert into target (id, service_id, environment_id, kind, config, health, telemetry, updated_at)
    select 'target-' || n, 'service-' || n, 'env', 'edge', '{}', '{}', '[]', now() from generate_series(1, ${targets}::int) n`);
  // A day at a time: what is generated at once must fit the time that one statement may take.
  for (let day = 1; day <= past.longDays; day += 1) {
    const upTo = day <= shortDays ? targets : 1;
    await run.query(sql`
      insert into service_hour (target_id, hour, source, requests, errors)
      select 'target-' || n, h, 'generated', array_fill(1000::bigint, array[60]), array_fill(((n + 2) % 3)::bigint, array[60])
      from generate_series(1, ${upTo}::int) n
      cross join generate_series(${until}::timestamptz - make_interval(days => ${day}::int),
        ${until}::timestamptz - make_interval(days => ${day - 1}::int) - interval '1 hour', interval '1 hour') h`);
  }
  await insertDeployments(run, until, past.longDays);
  const definition = {
    sli: { kind: "availability" },
    targetPercent: "99.9",
    period: { kind: "rolling", days: past.longDays },
    method: { kind: "occurrences" },
    alerting: { graceMs: 0, quietMs: 120_000, minRequests: 20 },
  };
  await run.query(sql`
    insert into objective (id, slug, name, service_id, environment_id, definition, created_by)
    select 'slo-' || n, 'objective-' || n, 'Objective ' || n, 'service-' || ((n - 1) / ${objectivesPerTarget}::int + 1), 'env',
           ${JSON.stringify(definition)}::jsonb, 'bench'
    from generate_series(1, ${past.objectives}::int) n`);
  return Array.from({ length: targets }, (_, index) => targetIdOf(index + 1));
}

/** Two deployments a day of the first service, at odd minutes: who used its budget is asked of each. */
async function insertDeployments(run: SqlExecutor, until: string, days: number): Promise<void> {
  await run.query(sql`insert into version (id, service_id, name) values ('ver', 'service-1', '1.0.0')`);
  await run.query(sql`
    insert into deployment (id, service_id, environment_id, version_id, attempt, origin, state, started_at, started_by)
    select 'deployment-' || n, 'service-1', 'env', 'ver', n, 'pipeline', 'succeeded',
           ${until}::timestamptz - make_interval(mins => n * 701 + 13), 'bench'
    from generate_series(1, ${days * 2}::int) n`);
}

/** A policy for the tier of the generated services. */
export async function insertPolicy(db: Db): Promise<void> {
  const definition = {
    scope: { tier: 1, environmentKinds: ["production"] },
    thresholds: [
      { leftPercent: 50, effect: { kind: "slow_down", maxStartsPerDay: 2, bakeFactor: 2 } },
      { leftPercent: 0, effect: { kind: "freeze", exemptions: [] } },
    ],
    previousStage: "met",
    onBurning: "hold",
  };
  await prismaExecutor(db).query(sql`
    insert into budget_policy (id, slug, name, tier, environment_kinds, is_acting, definition, created_by)
    values ('bpo', 'tier-1', 'Tier 1', 1, '{production}', true, ${JSON.stringify(definition)}::jsonb, 'bench')`);
}
