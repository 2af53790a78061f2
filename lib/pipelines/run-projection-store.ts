import { markRepositories } from "@/lib/changes/use-cases/mark-repositories";
import { markLanesOfNamed } from "@/lib/deployments/use-cases/mark-lanes";
import type { ProjectedSubject, ProjectionContext, Projector } from "@/lib/ingest/port";
import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import { type RunReading, readRun, type StageReading } from "./domain/run-reading";

/** Makes the rows of pipeline runs and their stages. */
export const runProjector: Projector = {
  kinds: ["pipeline_run", "pipeline_stage"],
  async project(db, subjects, context) {
    const read = subjects.map((subject) => ({ subject, reading: readRun(subject.facts.map(({ fact }) => fact)) }));
    const gone = read.filter(({ reading }) => reading === null).map(({ subject }) => subject.subjectKey);
    const present = read.flatMap(({ subject, reading }) => (reading ? [{ subject, reading }] : []));
    await deleteRuns(db, gone);
    await upsertRuns(
      db,
      present.map(({ subject, reading }) => runRow(subject, reading, context)),
    );
    await replaceStages(
      db,
      present.map(({ subject, reading }) => ({ runKey: subject.subjectKey, stages: reading.stages })),
    );
    await markLanesOfNamed(db, {
      runKeys: subjects.map(({ subjectKey }) => subjectKey),
      commits: present.flatMap(({ reading }) => reading.commitSha ?? []),
      ticketKeys: [],
    });
    // A deployment of a later commit brings this one too, and its lead time has the stages of this run.
    await markRepositories(
      db,
      present.flatMap(({ reading: { repository, queuedAt, startedAt, finishedAt } }) =>
        repository === null ? [] : [{ repository, at: queuedAt ?? startedAt ?? finishedAt }],
      ),
    );
  },
};

async function deleteRuns(db: SqlExecutor, keys: readonly string[]): Promise<void> {
  if (keys.length === 0) return;
  await db.query(sql`delete from pipeline_run where subject_key = any(${[...keys]}::text[])`);
}

function runRow(subject: ProjectedSubject, run: RunReading, { names }: ProjectionContext): Record<string, unknown> {
  const sourceId = subject.facts[0]?.sourceId ?? "";
  return {
    subject_key: subject.subjectKey,
    source_id: sourceId,
    name: run.name,
    repository: run.repository,
    service_id: names.service(sourceId, run.service ?? undefined, run.repository ?? undefined),
    environment_id: names.environment(sourceId, run.environment ?? undefined),
    version: run.version,
    commit_sha: run.commitSha,
    branch: run.branch,
    state: run.state,
    ...timesOf(run),
    url: run.url,
  };
}

function timesOf(of: Pick<StageReading, "queuedAt" | "startedAt" | "finishedAt">): Record<string, string | null> {
  const text = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());
  return { queued_at: text(of.queuedAt), started_at: text(of.startedAt), finished_at: text(of.finishedAt) };
}

async function upsertRuns(db: SqlExecutor, rows: readonly Record<string, unknown>[]): Promise<void> {
  if (rows.length === 0) return;
  await db.query(sql`
    insert into pipeline_run (subject_key, source_id, name, repository, service_id, environment_id, version, commit_sha, branch,
                              state, queued_at, started_at, finished_at, url, updated_at)
    select n.*, clock_timestamp() from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as n(subject_key text, source_id text,
      name text, repository text, service_id text, environment_id text, version text, commit_sha text, branch text, state text,
      queued_at timestamptz, started_at timestamptz, finished_at timestamptz, url text)
    on conflict (subject_key) do update set source_id = excluded.source_id, name = excluded.name,
      repository = excluded.repository, service_id = excluded.service_id, environment_id = excluded.environment_id,
      version = excluded.version, commit_sha = excluded.commit_sha, branch = excluded.branch, state = excluded.state,
      queued_at = excluded.queued_at, started_at = excluded.started_at, finished_at = excluded.finished_at,
      url = excluded.url, updated_at = excluded.updated_at`);
}

async function replaceStages(
  db: SqlExecutor,
  runs: readonly { readonly runKey: string; readonly stages: readonly StageReading[] }[],
): Promise<void> {
  if (runs.length === 0) return;
  await db.query(sql`delete from pipeline_stage where run_key = any(${runs.map(({ runKey }) => runKey)}::text[])`);
  const rows = runs.flatMap(({ runKey, stages }) =>
    stages.map((stage) => ({
      run_key: runKey,
      stage_key: stage.stageKey,
      name: stage.name,
      kind: stage.kind,
      state: stage.state,
      ...timesOf(stage),
      url: stage.url,
    })),
  );
  if (rows.length === 0) return;
  await db.query(sql`
    insert into pipeline_stage (run_key, stage_key, name, kind, state, queued_at, started_at, finished_at, url)
    select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as n(run_key text, stage_key text, name text, kind text,
      state text, queued_at timestamptz, started_at timestamptz, finished_at timestamptz, url text)`);
}
