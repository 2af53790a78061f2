import type { Instant } from "@/lib/kernel/instant";
import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import type { Db, Tx } from "@/lib/platform/db/prisma";
import { Journey, RunCause, RunOutcome, type RunView } from "./contract";
import { phaseOfDeployment, type RolloutFacts } from "./domain/moments";
import type { CountedRun } from "./domain/run-minutes";
import type { RunSubject } from "./run-store";

type RunRow = NonNullable<Awaited<ReturnType<Db["syntheticRun"]["findFirst"]>>>;

/** A run as shown. */
export function viewRun(row: RunRow): RunView {
  return {
    id: `${row.id}`,
    cause: RunCause.parse(row.cause),
    outcome: row.outcome === null ? null : RunOutcome.parse(row.outcome),
    wantedAt: row.wantedAt.toISOString(),
    startedAt: row.startedAt?.toISOString() ?? null,
    durationMs: row.durationMs,
    stepMs: row.stepMs,
    failedStep: row.failedStep,
    reason: row.reason,
    excerpt: row.excerpt,
    status: row.status,
    rolloutId: row.rolloutId,
    deploymentId: row.deploymentId,
    stepIndex: row.stepIndex,
    sharePercent: row.sharePercent,
    askedBy: row.askedBy,
  };
}

/** The newest runs of a check, newest first. */
export async function listRuns(
  db: Db | Tx,
  checkId: string,
  filter: { readonly take: number; readonly outcome?: RunOutcome },
): Promise<RunView[]> {
  const { take, outcome } = filter;
  const rows = await db.syntheticRun.findMany({
    where: { checkId, ...(outcome ? { outcome } : {}) },
    orderBy: { id: "desc" },
    take,
  });
  return rows.map(viewRun);
}

export interface StripRun {
  readonly id: string;
  readonly outcome: RunOutcome;
  readonly at: string;
  readonly durationMs: number | null;
  readonly reason: string | null;
}

interface StripRow {
  readonly check_id: string;
  readonly id: string;
  readonly outcome: string;
  readonly at: Date;
  readonly duration_ms: number | null;
  readonly reason: string | null;
}

/** The newest runs outside rollouts that ended, of each check, newest first; and which checks have one that has not ended. */
export async function listStrips(
  db: SqlExecutor,
  checkIds: readonly string[],
  take: number,
): Promise<{ strips: Map<string, StripRun[]>; running: Set<string> }> {
  const rows = await db.query<StripRow>(sql`
    select c.id as check_id, r.id::text, r.outcome, coalesce(r.started_at, r.wanted_at) as at, r.duration_ms, r.reason
    from unnest(${[...checkIds]}::text[]) as c(id)
    cross join lateral (
      select * from synthetic_run s where s.check_id = c.id and s.ended_at is not null and s.rollout_id is null
        and s.deployment_id is null
      order by s.id desc limit ${take}::int) r
    order by r.id desc`);
  const open = await db.query<{ check_id: string }>(sql`
    select distinct check_id from synthetic_run where ended_at is null and check_id = any(${[...checkIds]}::text[])`);
  const strips = new Map<string, StripRun[]>();
  for (const row of rows) {
    const strip = strips.get(row.check_id) ?? [];
    strips.set(row.check_id, strip);
    const { id, duration_ms: durationMs, reason } = row;
    strip.push({ id, outcome: RunOutcome.parse(row.outcome), at: row.at.toISOString(), durationMs, reason });
  }
  return { strips, running: new Set(open.map(({ check_id }) => check_id)) };
}

/** Scheduled runs of checks that began from `from` to before `to`, by check. Others are no part of a minute: they come when people like. */
export async function loadCountedRuns(
  db: SqlExecutor,
  span: { readonly from: number; readonly to: number },
): Promise<Map<string, CountedRun[]>> {
  const rows = await db.query<{
    check_id: string;
    at: Date;
    outcome: CountedRun["outcome"];
    duration_ms: number | null;
  }>(sql`
    select check_id, coalesce(started_at, wanted_at) as at, outcome, duration_ms from synthetic_run
    where cause = 'schedule' and ended_at is not null and wanted_at >= ${new Date(span.from).toISOString()}::timestamptz
      and wanted_at < ${new Date(span.to).toISOString()}::timestamptz`);
  const byCheck = new Map<string, CountedRun[]>();
  for (const { check_id: id, at, outcome, duration_ms: durationMs } of rows) {
    const runs = byCheck.get(id) ?? [];
    byCheck.set(id, runs);
    runs.push({ startedAt: at.getTime() as Instant, outcome, durationMs });
  }
  return byCheck;
}

export interface LookedAt extends RolloutFacts {
  readonly subject: RunSubject;
  readonly checkId: string;
}

interface LookedAtRow {
  readonly rollout_id: string;
  readonly check_id: string;
  readonly phase: string;
  readonly step_index: number | null;
}

/** Rollouts that go on or ended a short while ago, with each check that is made around them. */
export async function listLookedAt(db: SqlExecutor): Promise<LookedAt[]> {
  const rows = await db.query<LookedAtRow>(sql`
    select r.id as rollout_id, c.id as check_id, r.phase::text, (r.state->>'stepIndex')::int as step_index
    from rollout r
    join synthetic_check c on c.service_id = r.service_id and c.environment_id = r.environment_id
      and c.is_around_rollouts and c.disabled_at is null
    where r.phase in ('preparing', 'shifting', 'baking', 'watching', 'rolling_back')
      or (r.phase in ('completed', 'rolled_back') and r.created_at > now() - interval '2 days'
          and r.finished_at > now() - interval '10 minutes')
    order by r.id, c.id limit 2000`);
  return rows.map((row) => ({
    subject: { kind: "rollout" as const, id: row.rollout_id },
    checkId: row.check_id,
    phase: row.phase,
    stepIndex: row.step_index,
  }));
}

/** Deployments that pipelines report as under way or over a short while ago, with each check that is made around releases there. */
export async function listReportedLookedAt(db: SqlExecutor): Promise<LookedAt[]> {
  const rows = await db.query<{ id: string; check_id: string; state: string }>(sql`
    select d.id, c.id as check_id, d.state::text
    from synthetic_check c
    join deployment d on d.service_id = c.service_id and d.environment_id = c.environment_id
      and d.started_at > now() - interval '2 days'
    where c.is_around_rollouts and c.disabled_at is null and d.rollout_id is null and d.origin = 'pipeline'
      and (d.state = 'running' or coalesce(d.finished_at, d.started_at) > now() - interval '10 minutes')
    order by d.id, c.id limit 2000`);
  return rows.map(({ id, check_id: checkId, state }) => ({
    ...{ subject: { kind: "deployment" as const, id }, checkId, phase: phaseOfDeployment(state), stepIndex: null },
  }));
}

/** Runs around a rollout in the order in which they were wanted, with the names of their checks, and every check that looks at its place. */
export async function loadRolloutRuns(db: Db | Tx, rolloutId: string) {
  const rollout = await db.rollout.findUnique({
    where: { id: rolloutId },
    select: { phase: true, serviceId: true, environmentId: true },
  });
  return rollout && runsAround(db, rollout, { rolloutId });
}

/** The same around a deployment that a pipeline reported; around the rollout where it was one of ours. */
export async function loadDeploymentRuns(db: Db | Tx, deploymentId: string) {
  const deployment = await db.deployment.findUnique({
    where: { id: deploymentId },
    select: { state: true, rolloutId: true, serviceId: true, environmentId: true },
  });
  if (!deployment) return null;
  const { state, rolloutId } = deployment;
  if (rolloutId !== null) return loadRolloutRuns(db, rolloutId);
  return runsAround(db, { ...deployment, phase: phaseOfDeployment(state) }, { deploymentId });
}

async function runsAround(
  db: Db | Tx,
  release: { readonly phase: string; readonly serviceId: string; readonly environmentId: string },
  where: { readonly rolloutId: string } | { readonly deploymentId: string },
) {
  const { phase, serviceId, environmentId } = release;
  const [rows, checks] = await Promise.all([
    db.syntheticRun.findMany({
      where,
      include: { check: { select: { slug: true, name: true, journey: true } } },
      orderBy: { id: "asc" },
      take: 500,
    }),
    db.syntheticCheck.findMany({
      where: { serviceId, environmentId, isAroundRollouts: true, disabledAt: null },
      select: { name: true },
    }),
  ]);
  const items = rows.map((row) => ({
    ...viewRun(row),
    check: {
      slug: row.check.slug,
      name: row.check.name,
      stepNames: Journey.parse(row.check.journey).steps.map(({ name }) => name),
    },
  }));
  return { phase, items, checks: checks.map(({ name }) => name) };
}
