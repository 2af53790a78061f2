import { type Instant, instant } from "@/lib/kernel/instant";
import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import { Prisma } from "@/lib/platform/db/prisma";
import { decodeCursor, type Page, toPage } from "@/lib/platform/paging";
import type { RunDeployment, RunDetail, RunState, RunView, StageView } from "./contract";
import { lengthOf, slowestOf } from "./domain/run-summary";
import { type WaterfallStage, waterfallOf } from "./domain/waterfall";
import { runIdOf, runKeyIn } from "./run-read-model";

export interface RunFilter {
  readonly limit: number;
  readonly cursor?: string | undefined;
  readonly service?: string | undefined;
  readonly state?: RunState | undefined;
  readonly branch?: string | undefined;
  readonly since?: string | undefined;
}

interface StageJson {
  readonly key: string;
  readonly name: string;
  readonly kind: string;
  readonly state: string;
  readonly queuedAt: string | null;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
  readonly url: string | null;
}

interface RunRow {
  readonly subject_key: string;
  readonly tie: string;
  readonly name: string;
  readonly repository: string | null;
  readonly service: RunView["service"];
  readonly source: RunDetail["source"];
  readonly version: string | null;
  readonly commit_sha: string | null;
  readonly branch: string | null;
  readonly state: string;
  readonly queued_at: Date | null;
  readonly started_at: Date | null;
  readonly finished_at: Date | null;
  readonly url: string | null;
  readonly stages: readonly StageJson[];
  readonly deployments: readonly RunDeployment[];
}

/** A run with its stages and the deployments that say that it did them. */
const columns = sql`r.subject_key, md5(r.subject_key) as tie, r.name, r.repository, r.version, r.commit_sha, r.branch, r.state,
  r.queued_at, r.started_at, r.finished_at, r.url,
  (select json_build_object('id', s.id, 'slug', s.slug, 'name', s.name) from service s where s.id = r.service_id) as service,
  (select json_build_object('slug', e.slug, 'name', e.name) from event_source e where e.id = r.source_id) as source,
  coalesce((select json_agg(json_build_object('key', g.stage_key, 'name', g.name, 'kind', g.kind, 'state', g.state,
      'queuedAt', g.queued_at, 'startedAt', g.started_at, 'finishedAt', g.finished_at, 'url', g.url)
      order by coalesce(g.started_at, g.queued_at) nulls last, g.stage_key)
    from (select * from pipeline_stage where run_key = r.subject_key
      order by coalesce(started_at, queued_at) nulls last, stage_key limit 100) g), '[]') as stages,
  coalesce((select json_agg(json_build_object('id', d.id, 'version', v.name, 'state', d.state,
      'service', json_build_object('id', s.id, 'slug', s.slug, 'name', s.name),
      'environment', json_build_object('id', e.id, 'slug', e.slug, 'name', e.name)) order by d.started_at, d.id)
    from deployment d join service s on s.id = d.service_id join environment e on e.id = d.environment_id
      join version v on v.id = d.version_id
    where d.said ->> 'runKey' = r.subject_key), '[]') as deployments`;

/** Pipeline runs, those that wait first, then newest first. */
export async function listRunViews(db: SqlExecutor, filter: RunFilter): Promise<Page<RunView>> {
  const after = decodeCursor(filter.cursor, /^(-|\d{1,14}) [0-9a-f]{32}$/)?.split(" ");
  const rows = await db.query<RunRow>(sql`
    select ${columns} from pipeline_run r
    where true ${after === undefined ? Prisma.empty : beyond(after[0] ?? "-", after[1] ?? "")}
      ${filter.service ? sql`and r.service_id = (select id from service where slug = ${filter.service})` : Prisma.empty}
      ${filter.state ? sql`and r.state = ${filter.state}` : Prisma.empty}
      ${filter.branch ? sql`and r.branch = ${filter.branch}` : Prisma.empty}
      ${filter.since ? sql`and r.started_at >= ${filter.since}::timestamptz` : Prisma.empty}
    order by r.started_at desc nulls first, md5(r.subject_key) desc limit ${filter.limit + 1}`);
  const page = toPage(rows, filter.limit, (row) => `${row.started_at?.getTime() ?? "-"} ${row.tie}`);
  return { items: page.items.map(viewOf), nextCursor: page.nextCursor };
}

function beyond(startedMs: string, tie: string) {
  if (startedMs === "-") return sql`and (r.started_at is not null or md5(r.subject_key) < ${tie})`;
  const at = sql`to_timestamp(${Number(startedMs)}::double precision / 1000)`;
  return sql`and (r.started_at < ${at} or (r.started_at = ${at} and md5(r.subject_key) < ${tie}))`;
}

/** One run with its way; null when there is none of this id. */
export async function findRun(db: SqlExecutor, id: string): Promise<RunDetail | null> {
  const key = runKeyIn(id);
  if (key === null) return null;
  const [row] = await db.query<RunRow>(sql`select ${columns} from pipeline_run r where r.subject_key = ${key}`);
  if (!row) return null;
  const waterfall = waterfallOf(row.stages.map(timed));
  return {
    ...viewOf(row),
    source: row.source,
    waterfall: waterfall && {
      ...waterfall,
      bars: waterfall.bars.map((bar) => ({ ...bar })),
      withoutTimes: [...waterfall.withoutTimes],
    },
  };
}

function viewOf(row: RunRow): RunView {
  const stages = row.stages.map(stageView);
  const durationMs = lengthOf(momentOf(row.started_at), momentOf(row.finished_at));
  return {
    id: runIdOf(row.subject_key),
    name: row.name,
    service: row.service,
    repository: row.repository,
    version: row.version,
    commitSha: row.commit_sha,
    branch: row.branch,
    state: row.state,
    queuedAt: row.queued_at?.toISOString() ?? null,
    startedAt: row.started_at?.toISOString() ?? null,
    finishedAt: row.finished_at?.toISOString() ?? null,
    durationMs,
    url: row.url,
    stages,
    slowest: slowestOf(stages, durationMs),
    deployments: [...row.deployments],
  };
}

function momentOf(at: Date | string | null): Instant | null {
  return at === null ? null : instant(new Date(at).getTime());
}

function isoOf(at: Instant | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}

function stageView({ key, name, kind, state, url, ...times }: StageJson): StageView {
  const [from, to] = [momentOf(times.startedAt), momentOf(times.finishedAt)];
  return { key, name, kind, state, url, startedAt: isoOf(from), finishedAt: isoOf(to), durationMs: lengthOf(from, to) };
}

function timed({ key, name, kind, state, url, ...times }: StageJson): WaterfallStage {
  return {
    ...{ key, name, kind, state, url },
    queuedAt: momentOf(times.queuedAt),
    startedAt: momentOf(times.startedAt),
    finishedAt: momentOf(times.finishedAt),
  };
}
