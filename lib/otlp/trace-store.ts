import { instant } from "@/lib/kernel/instant";
import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import type { FinishedRun } from "./domain/trace-of-run";

interface RunRow {
  readonly subject_key: string;
  readonly name: string;
  readonly state: string;
  readonly service: string | null;
  readonly environment: string | null;
  readonly repository: string | null;
  readonly commit_sha: string | null;
  readonly branch: string | null;
  readonly version: string | null;
  readonly url: string | null;
  readonly queued_at: Date | null;
  readonly started_at: Date;
  readonly finished_at: Date;
  readonly digest: string | null;
  readonly stages: readonly {
    readonly stage_key: string;
    readonly name: string;
    readonly kind: string;
    readonly state: string;
    readonly started_ms: number | null;
    readonly finished_ms: number | null;
    readonly url: string | null;
  }[];
}

export interface ShippableRun {
  readonly run: FinishedRun;
  /** Hash of what was sent before; null: nothing. */
  readonly shippedDigest: string | null;
}

/**
 * Runs that ended in the last seven days and were not sent yet, or changed since; oldest first. One that changed just now waits: more
 * of it may be on its way.
 */
export async function shippableRuns(db: SqlExecutor, connectionId: string, limit: number): Promise<ShippableRun[]> {
  const rows = await db.query<RunRow>(sql`
    select r.subject_key, r.name, r.state, s.slug as service, e.slug as environment, r.repository, r.commit_sha, r.branch,
      r.version, r.url, r.queued_at, r.started_at, r.finished_at, t.digest,
      coalesce((select jsonb_agg(jsonb_build_object('stage_key', g.stage_key, 'name', g.name, 'kind', g.kind,
        'state', g.state, 'url', g.url, 'started_ms', extract(epoch from g.started_at) * 1000,
        'finished_ms', extract(epoch from g.finished_at) * 1000) order by g.started_at, g.stage_key)
        from pipeline_stage g where g.run_key = r.subject_key), '[]'::jsonb) as stages
    from pipeline_run r
    left join service s on s.id = r.service_id left join environment e on e.id = r.environment_id
    left join shipped_trace t on t.connection_id = ${connectionId} and t.run_key = r.subject_key
    where r.state in ('succeeded', 'failed', 'cancelled') and r.started_at is not null and r.finished_at >= r.started_at
      and r.finished_at > clock_timestamp() - interval '7 days'
      and r.updated_at < clock_timestamp() - interval '20 seconds'
      and (t.shipped_at is null or t.shipped_at < r.updated_at)
    order by r.finished_at, r.subject_key limit ${limit}`);
  const at = (date: Date | null) => (date === null ? null : instant(date.getTime()));
  const ms = (value: number | null) => (value === null ? null : instant(Math.round(value)));
  return rows.map((row) => ({
    shippedDigest: row.digest,
    run: {
      subjectKey: row.subject_key,
      name: row.name,
      state: row.state,
      service: row.service,
      environment: row.environment,
      repository: row.repository,
      commitSha: row.commit_sha,
      branch: row.branch,
      version: row.version,
      url: row.url,
      queuedAt: at(row.queued_at),
      startedAt: instant(row.started_at.getTime()),
      finishedAt: instant(row.finished_at.getTime()),
      stages: row.stages.map((stage) => ({
        stageKey: stage.stage_key,
        name: stage.name,
        kind: stage.kind,
        state: stage.state,
        startedAt: ms(stage.started_ms),
        finishedAt: ms(stage.finished_ms),
        url: stage.url,
      })),
    },
  }));
}

/** These were accepted by the receiver. */
export async function markShipped(
  db: SqlExecutor,
  connectionId: string,
  shipped: readonly { readonly runKey: string; readonly digest: string }[],
): Promise<void> {
  if (shipped.length === 0) return;
  await db.query(sql`
    insert into shipped_trace (connection_id, run_key, digest, shipped_at)
    select ${connectionId}, "runKey", digest, clock_timestamp()
    from jsonb_to_recordset(${JSON.stringify(shipped)}::jsonb) as g("runKey" text, digest text) order by "runKey"
    on conflict (connection_id, run_key) do update set digest = excluded.digest, shipped_at = excluded.shipped_at`);
}
