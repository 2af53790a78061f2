import type { Instant } from "@/lib/kernel/instant";
import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import type { RunCause, RunOutcome } from "./contract";
import type { Moment } from "./domain/moments";

const iso = (at: number) => new Date(at).toISOString();

export interface StartedRun {
  readonly checkId: string;
  readonly cause: RunCause;
  readonly at: Instant;
}

/** Write down that a scheduled run begins. Answers its id. */
export async function insertStarted(db: SqlExecutor, { checkId, cause, at }: StartedRun): Promise<bigint> {
  const rows = await db.query<{ id: string }>(sql`
    insert into synthetic_run (check_id, cause, wanted_at, started_at)
    values (${checkId}, ${cause}, ${iso(at)}::timestamptz, ${iso(at)}::timestamptz) returning id::text`);
  return BigInt(rows[0]?.id ?? 0);
}

/** Ask for a run now. False when one that a person asked for waits or runs already. */
export async function insertAsked(
  db: SqlExecutor,
  asked: { readonly checkId: string; readonly by: string; readonly at: Instant },
): Promise<boolean> {
  const rows = await db.query<{ id: string }>(sql`
    insert into synthetic_run (check_id, cause, asked_by, wanted_at)
    select ${asked.checkId}, 'person', ${asked.by}, ${iso(asked.at)}::timestamptz
    where not exists (select from synthetic_run where check_id = ${asked.checkId} and cause = 'person' and ended_at is null)
    returning id::text`);
  return rows.length > 0;
}

/** What a run is made around: a rollout, or a deployment that a pipeline reported. */
export interface RunSubject {
  readonly kind: "rollout" | "deployment";
  readonly id: string;
}

/** Ask for the runs of moments, each once. Answers how many are new. */
export async function insertMoments(
  db: SqlExecutor,
  wanted: readonly { readonly checkId: string; readonly subject: RunSubject; readonly moment: Moment }[],
  now: Instant,
): Promise<number> {
  if (wanted.length === 0) return 0;
  const rows = await db.query<{ id: string }>(sql`
    insert into synthetic_run (check_id, cause, rollout_id, deployment_id, step_index, wanted_at)
    select check_id, cause, case when kind = 'rollout' then id end, case when kind = 'deployment' then id end,
      nullif(step_index, -1), ${iso(now)}::timestamptz
    from unnest(${wanted.map(({ checkId }) => checkId)}::text[], ${wanted.map(({ moment }) => moment.cause)}::text[],
                ${wanted.map(({ subject }) => subject.kind)}::text[], ${wanted.map(({ subject }) => subject.id)}::text[],
                ${wanted.map(({ moment }) => moment.stepIndex ?? -1)}::int[]) as w(check_id, cause, kind, id, step_index)
    on conflict do nothing returning id::text`);
  return rows.length;
}

/** Take a run that waits; false when another worker did. Keeps what the new version has of the traffic at this moment. */
export async function claimWanted(db: SqlExecutor, id: bigint, now: Instant): Promise<boolean> {
  const rows = await db.query<{ id: string }>(sql`
    update synthetic_run r set started_at = ${iso(now)}::timestamptz,
      share_percent = (select observed_share_percent from rollout where id = r.rollout_id)
    where r.id = ${`${id}`}::bigint and r.started_at is null and r.ended_at is null returning r.id::text`);
  return rows.length > 0;
}

export interface RunEnd {
  readonly outcome: RunOutcome;
  readonly durationMs: number | null;
  readonly stepMs: readonly number[];
  readonly failedStep: number | null;
  readonly reason: string | null;
  readonly excerpt: string | null;
  readonly status: number | null;
}

/** Keep how a run ended. One that ended already stays as it was; false then. */
export async function endRun(db: SqlExecutor, id: bigint, end: RunEnd, now: Instant): Promise<boolean> {
  const rows = await db.query<{ id: string }>(sql`
    update synthetic_run set ended_at = ${iso(now)}::timestamptz, outcome = ${end.outcome}, duration_ms = ${end.durationMs}::int,
      step_ms = ${end.stepMs.map(Math.round)}::int[], failed_step = ${end.failedStep}::int, reason = ${end.reason},
      excerpt = ${end.excerpt}, status = ${end.status}::int
    where id = ${`${id}`}::bigint and ended_at is null returning id::text`);
  return rows.length > 0;
}

/** A run whose worker went away says nothing of the service, and one that found no slot in time neither. */
export async function giveUpOld(
  db: SqlExecutor,
  before: { readonly started: Instant; readonly wanted: Instant; readonly now: Instant },
): Promise<number> {
  const rows = await db.query<{ id: string }>(sql`
    update synthetic_run set ended_at = ${iso(before.now)}::timestamptz, outcome = 'not_run',
      reason = case when started_at is null then 'No worker had room for it in time.'
                    else 'The worker that made it went away before its end.' end
    where ended_at is null and (started_at < ${iso(before.started)}::timestamptz
      or (started_at is null and wanted_at < ${iso(before.wanted)}::timestamptz)) returning id::text`);
  return rows.length;
}

/** A journey before a rollout that began when traffic had moved is none, and neither is one before a deployment that is over. */
export async function refuseLateBefore(db: SqlExecutor, now: Instant): Promise<void> {
  await db.query(sql`
    update synthetic_run r set ended_at = ${iso(now)}::timestamptz, outcome = 'not_run',
      reason = 'The new version had traffic before it could be made.'
    from rollout o
    where r.ended_at is null and r.started_at is null and r.cause = 'before' and o.id = r.rollout_id
      and o.phase <> 'preparing'`);
  await db.query(sql`
    update synthetic_run r set ended_at = ${iso(now)}::timestamptz, outcome = 'not_run',
      reason = 'The deployment was over before it could be made.'
    from deployment d
    where r.ended_at is null and r.started_at is null and r.cause = 'before' and d.id = r.deployment_id
      and d.state <> 'running'`);
}

export interface Retention {
  /** Runs of the schedule and of persons. */
  readonly runDays: number;
  readonly excerptDays: number;
  /** Runs around rollouts and deployments are evidence. */
  readonly rolloutDays: number;
}

/** Forget old runs and old excerpts. What they came to stays in the minutes. */
export async function deleteOldRuns(db: SqlExecutor, kept: Retention): Promise<void> {
  await db.query(sql`
    delete from synthetic_run where (rollout_id is null and deployment_id is null and wanted_at < now() - make_interval(days => ${kept.runDays}::int))
      or wanted_at < now() - make_interval(days => ${kept.rolloutDays}::int)`);
  await db.query(sql`
    update synthetic_run set excerpt = null
    where excerpt is not null and wanted_at < now() - make_interval(days => ${kept.excerptDays}::int)`);
}
