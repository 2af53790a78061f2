import { type SqlExecutor, sql } from "@/lib/platform/db/executor";

/** A stage of a pipeline run that ended, with where it belonged. */
export interface StageAttempt {
  readonly runKey: string;
  /** What the run calls itself. */
  readonly run: string;
  readonly environment: string;
  readonly service: string;
  readonly stage: string;
  readonly endedAtMs: number;
  readonly hasFailed: boolean;
}

interface Asked {
  readonly fromMs: number;
  readonly toMs: number;
  readonly service: string | null;
  /** By its short name; `none`: services without a team. */
  readonly team: string | null;
  readonly tier: number | null;
  /** At most so many, the newest. */
  readonly limit: number;
}

/** Stages that ended within the window, of runs whose service and environment are known; the newest first. */
export async function stageAttempts(db: SqlExecutor, asked: Asked): Promise<StageAttempt[]> {
  const rows = await db.query<Omit<StageAttempt, "endedAtMs"> & { readonly endedAtMs: bigint }>(sql`
    select r.subject_key as "runKey", r.name as run, e.slug as environment, s.slug as service, p.kind as stage,
      (extract(epoch from p.finished_at) * 1000)::bigint as "endedAtMs", p.state = 'failed' as "hasFailed"
    from pipeline_stage p
    join pipeline_run r on r.subject_key = p.run_key
    join service s on s.id = r.service_id
    join environment e on e.id = r.environment_id
    left join team t on t.id = s.owner_team_id
    where p.state in ('succeeded', 'failed') and p.finished_at >= ${new Date(asked.fromMs)}
      and p.finished_at < ${new Date(asked.toMs)} and (${asked.service}::text is null or s.slug = ${asked.service})
      and (${asked.team}::text is null or coalesce(t.slug, 'none') = ${asked.team}) and (${asked.tier}::int is null or s.tier = ${asked.tier})
    order by p.finished_at desc limit ${asked.limit}`);
  return rows.map((row) => ({ ...row, endedAtMs: Number(row.endedAtMs) }));
}
