import { instant } from "@/lib/kernel/instant";
import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import type { PastChange, ServiceHistory } from "./domain/service-history";

interface Span {
  readonly fromMs: number;
  readonly toMs: number;
  /** Only this one; all services for null. */
  readonly serviceId: string | null;
}

/** What is known of services beside their deployments, by service id. */
export interface ServiceFacts {
  readonly incidents: ReadonlyMap<string, ServiceHistory["incidents"]>;
  readonly testRuns: ReadonlyMap<string, ServiceHistory["testRuns"]>;
  readonly changes: ReadonlyMap<string, readonly PastChange[]>;
}

/** Rows of one statement at most. What is older is left out, which makes indicators unknown, never wrong. */
const MOST_ROWS = 100_000;

/** Incidents, test stages and merged change requests of a span, each in the order of time. */
export async function loadServiceFacts(db: SqlExecutor, span: Span): Promise<ServiceFacts> {
  const [from, to] = [new Date(span.fromMs), new Date(span.toMs)];
  const { serviceId } = span;
  const incidents = await db.query<{ service: string; at: Date }>(sql`
    select service_id as service, detected_at as at from incident
    where service_id is not null and state <> 'merged' and detected_at >= ${from} and detected_at < ${to}
      and (${serviceId}::text is null or service_id = ${serviceId})
    order by detected_at desc limit ${MOST_ROWS}`);
  const testRuns = await db.query<{ service: string; at: Date; passed: boolean }>(sql`
    select r.service_id as service, p.finished_at as at, p.state = 'succeeded' as passed
    from pipeline_stage p join pipeline_run r on r.subject_key = p.run_key
    where p.kind = 'test' and p.state in ('succeeded', 'failed') and r.service_id is not null
      and p.finished_at >= ${from} and p.finished_at < ${to}
      and (${serviceId}::text is null or r.service_id = ${serviceId})
    order by p.finished_at desc limit ${MOST_ROWS}`);
  const changes = await db.query<ChangeRow>(sql`
    select s.id as service, c.merged_at as "mergedAt", c.additions + c.deletions as lines,
      (extract(epoch from c.merged_at - coalesce(c.ready_at, c.opened_at)) * 1000)::float8 as "reviewMs"
    from change_request c
    join service s on lower(regexp_replace(s.repository_url, '^https?://[^/]+/|\\.git/?$|/$', '', 'g')) = lower(regexp_replace(c.repository, '^https?://[^/]+/|\\.git/?$|/$', '', 'g'))
    where c.merged_at >= ${from} and c.merged_at < ${to} and (${serviceId}::text is null or s.id = ${serviceId})
    order by c.merged_at desc limit ${MOST_ROWS}`);
  return {
    incidents: byService(incidents, (row) => instant(row.at.getTime())),
    testRuns: byService(testRuns, (row) => ({ at: instant(row.at.getTime()), hasPassed: row.passed })),
    changes: byService(changes, changeOf),
  };
}

interface ChangeRow {
  readonly service: string;
  readonly mergedAt: Date;
  readonly lines: number | null;
  readonly reviewMs: number | null;
}

function changeOf({ mergedAt, lines, reviewMs }: ChangeRow): PastChange {
  const review = reviewMs !== null && reviewMs >= 0 ? reviewMs : null;
  return { mergedAt: instant(mergedAt.getTime()), lines, reviewMs: review };
}

/** Oldest first; the statements read the newest first so that a limit drops the oldest. */
function byService<Row extends { readonly service: string }, One>(
  rows: readonly Row[],
  toOne: (row: Row) => One,
): Map<string, One[]> {
  const found = new Map<string, One[]>();
  for (const row of rows.toReversed()) {
    const list = found.get(row.service);
    if (list) list.push(toOne(row));
    else found.set(row.service, [toOne(row)]);
  }
  return found;
}

/** A deployment whose risk is asked for. */
export interface DeploymentPlace {
  readonly id: string;
  readonly serviceId: string;
  readonly environmentId: string;
  readonly startedAtMs: number;
}

/** Where and when a deployment began; null when there is none. */
export async function findDeploymentPlace(db: SqlExecutor, id: string): Promise<DeploymentPlace | null> {
  const [row] = await db.query<Omit<DeploymentPlace, "startedAtMs"> & { readonly startedAt: Date }>(sql`
    select id, service_id as "serviceId", environment_id as "environmentId", started_at as "startedAt"
    from deployment where id = ${id}`);
  return row ? { ...row, startedAtMs: row.startedAt.getTime() } : null;
}

/** Deployments that began lately and were not scored yet, oldest first. */
export async function unscoredDeployments(db: SqlExecutor, since: Date, limit: number): Promise<DeploymentPlace[]> {
  const rows = await db.query<Omit<DeploymentPlace, "startedAtMs"> & { readonly startedAt: Date }>(sql`
    select d.id, d.service_id as "serviceId", d.environment_id as "environmentId", d.started_at as "startedAt"
    from deployment d left join risk_score s on s.deployment_id = d.id
    where d.started_at >= ${since} and d.origin <> 'import' and d.kind <> 'rollback' and s.deployment_id is null
    order by d.started_at limit ${limit}`);
  return rows.map((row) => ({ ...row, startedAtMs: row.startedAt.getTime() }));
}
