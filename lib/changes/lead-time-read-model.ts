import { repositoriesOfLane } from "@/lib/deployments/deployed-from-read-model";
import { ticketKeysIn } from "@/lib/ingest/domain/ticket-keys";
import { type Instant, instant } from "@/lib/kernel/instant";
import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import { loadCommits, loadRequests } from "./change-read-model";
import { changeTimesOf, type TimedRequest, workIntervals } from "./domain/change-times";
import { commitGraph } from "./domain/commit-graph";
import {
  type DeliveredChange,
  type DeliveringDeployment,
  deliveryOf,
  type KnownCommit,
  type RangeBasis,
} from "./domain/lane-changes";
import { type LeadTime, leadTimeOf, type WorkInterval } from "./domain/lead-time";
import { repositorySpellings } from "./domain/repository";

/** A service in an environment. */
export interface LaneRef {
  readonly serviceId: string;
  readonly environmentId: string;
}

/** A change that a deployment of a lane brought first, with where its time went. */
export interface LaneChange {
  /** The subject key of the change request, or `commit:` and the hash: the same in every lane. */
  readonly key: string;
  readonly kind: "change_request" | "commit";
  readonly deploymentId: string;
  /** How it is known that the deployment brought it. */
  readonly basis: RangeBasis;
  readonly repository: string;
  readonly number: number | null;
  readonly sha: string | null;
  readonly title: string;
  readonly author: string | null;
  readonly url: string | null;
  readonly ticketKeys: readonly string[];
  readonly commitCount: number;
  readonly leadTime: LeadTime;
}

export interface LaneChanges {
  readonly changes: readonly LaneChange[];
  /** Deployments of which it cannot be told what they brought, each with the reason. */
  readonly unknown: readonly { readonly deploymentId: string; readonly reason: string }[];
}

const dayMs = 86_400_000;
/** Commits older than this before the first deployment that is looked at count as delivered. */
const horizonMs = 180 * dayMs;
/** Deployments before the asked ones that are looked at too, so that going back and forth brings nothing twice. */
const deploymentsBefore = 20;

/**
 * All changes that the successful deployments of a lane brought that ended at `since` or later (and before `until`), each in the
 * first deployment that brought it, with its lead time and stages. For the builder of delivery figures and for pages: they see the
 * same. Deployments that failed or were taken back deliver nothing; what they carried comes with the next one that succeeds.
 */
export async function listLaneChanges(
  db: SqlExecutor,
  lane: LaneRef,
  since: Instant,
  until: Instant | null = null,
): Promise<LaneChanges> {
  const deployments = await loadSuccesses(db, lane, since, until);
  const asked = new Set(deployments.filter(({ finishedAt }) => finishedAt >= since).map(({ id }) => id));
  const [first] = deployments;
  const service = await loadService(db, lane.serviceId);
  if (asked.size === 0 || !first || !service) return { changes: [], unknown: [] };
  const spellings = repositorySpellings(service.repositoryUrl);
  // Of all its deployments, so that a look at the newest sees what a look at all of them does.
  const repositories = [...new Set([...spellings, ...(await repositoriesOfLane(db, lane))])];
  const horizon = instant(first.startedAt - horizonMs);
  const shas = deployments.flatMap(({ commitSha, saidFromSha }) => [commitSha ?? [], saidFromSha ?? []].flat());
  const commits = await loadCommits(db, repositories, horizon, shas);
  const requests = await loadRequests(db, repositories, horizon);
  const delivery = deliveryOf({
    deployments,
    graph: commitGraph(commits.map((commit) => ({ ...commit, at: commit.committedAt }))),
    commits: new Map(commits.map((commit) => [commit.sha, commit])),
    requests,
    folders: service.folders,
  });
  const changes = delivery.changes.filter(({ deploymentId }) => asked.has(deploymentId));
  const byId = new Map(deployments.map((deployment) => [deployment.id, deployment]));
  const work = await loadWork(
    db,
    deployments.filter(({ id }) => asked.has(id)),
    changes,
  );
  return {
    changes: changes.flatMap((change) => {
      const deployment = byId.get(change.deploymentId);
      return deployment ? [laneChange(change, deployment, work)] : [];
    }),
    unknown: delivery.unknown.filter(({ deploymentId }) => asked.has(deploymentId)),
  };
}

interface StoredDelivery extends DeliveringDeployment {
  readonly runKey: string | null;
}

async function loadService(
  db: SqlExecutor,
  serviceId: string,
): Promise<{ repositoryUrl: string | null; folders: readonly string[] } | null> {
  const rows = await db.query<{ repository_url: string | null; repository_paths: string[] }>(
    sql`select repository_url, repository_paths from service where id = ${serviceId}`,
  );
  return rows[0] ? { repositoryUrl: rows[0].repository_url, folders: rows[0].repository_paths } : null;
}

interface DeliveryRow {
  id: string;
  commit_sha: string | null;
  said_from: string | null;
  run_key: string | null;
  started_at: Date;
  finished_at: Date;
}

async function loadSuccesses(
  db: SqlExecutor,
  lane: LaneRef,
  since: Instant,
  until: Instant | null,
): Promise<StoredDelivery[]> {
  const from = new Date(since).toISOString();
  const to = new Date(until ?? Date.UTC(2100, 0)).toISOString();
  const rows = await db.query<DeliveryRow>(sql`
    with success as (
      select d.id, coalesce(d.to_commit, v.commit_sha) as commit_sha, d.said ->> 'previousCommitSha' as said_from,
             d.said ->> 'runKey' as run_key, d.started_at, d.finished_at
      from deployment d join version v on v.id = d.version_id
      where d.service_id = ${lane.serviceId} and d.environment_id = ${lane.environmentId}
        and d.state = 'succeeded' and d.finished_at is not null and d.kind <> 'flag_only')
    (select * from success where finished_at < ${from}::timestamptz order by finished_at desc, id desc limit ${deploymentsBefore})
    union all
    (select * from success where finished_at >= ${from}::timestamptz and finished_at < ${to}::timestamptz)
    order by finished_at, id`);
  return rows.map((row) => ({
    id: row.id,
    commitSha: row.commit_sha?.toLowerCase() ?? null,
    saidFromSha: row.said_from?.toLowerCase() ?? null,
    runKey: row.run_key,
    startedAt: instant(row.started_at.getTime()),
    finishedAt: instant(row.finished_at.getTime()),
  }));
}

interface Work {
  readonly byRun: ReadonlyMap<string, readonly WorkInterval[]>;
  readonly byCommit: ReadonlyMap<string, readonly WorkInterval[]>;
}

async function loadWork(
  db: SqlExecutor,
  deployments: readonly StoredDelivery[],
  changes: readonly DeliveredChange[],
): Promise<Work> {
  const runKeys = [...new Set(deployments.flatMap(({ runKey }) => runKey ?? []))];
  const ofDeployments = deployments.flatMap(({ commitSha }) => commitSha ?? []);
  const ofChanges = changes.flatMap(({ request }) => request?.mergeSha?.toLowerCase() ?? []);
  const shas = [...new Set([...ofDeployments, ...ofChanges])];
  const rows = await db.query<WorkRow>(sql`
    select r.subject_key as run_key, lower(r.commit_sha) as commit_sha, s.kind, s.queued_at, s.started_at, s.finished_at,
           r.started_at as run_started_at, r.finished_at as run_finished_at
    from pipeline_run r left join pipeline_stage s on s.run_key = r.subject_key
    where r.subject_key = any(${runKeys}::text[]) or r.commit_sha = any(${shas}::text[])`);
  return { byRun: grouped(rows, ({ run_key }) => run_key), byCommit: grouped(rows, ({ commit_sha }) => commit_sha) };
}

interface WorkRow {
  run_key: string;
  commit_sha: string | null;
  kind: string | null;
  queued_at: Date | null;
  started_at: Date | null;
  finished_at: Date | null;
  run_started_at: Date | null;
  run_finished_at: Date | null;
}

function grouped(rows: readonly WorkRow[], keyOf: (row: WorkRow) => string | null): Map<string, WorkInterval[]> {
  const found = new Map<string, WorkInterval[]>();
  for (const row of rows) {
    const key = keyOf(row);
    if (key === null) continue;
    const list = found.get(key) ?? [];
    list.push(
      ...workIntervals({
        stageKind: row.kind,
        queuedAt: toInstant(row.queued_at),
        startedAt: toInstant(row.kind === null ? row.run_started_at : row.started_at),
        finishedAt: toInstant(row.kind === null ? row.run_finished_at : row.finished_at),
      }),
    );
    found.set(key, list);
  }
  return found;
}

function toInstant(at: Date | null): Instant | null {
  return at === null ? null : instant(at.getTime());
}

function laneChange(change: DeliveredChange<TimedRequest>, deployment: StoredDelivery, work: Work): LaneChange {
  const { request, commits, key, deploymentId, basis } = change;
  const { startedAt, finishedAt } = deployment;
  const release = { startedAt, finishedAt, work: workOf(request?.mergeSha?.toLowerCase() ?? null, deployment, work) };
  const named = request ? ofRequest(request) : ofCommit(commits[0]);
  const leadTime = leadTimeOf(changeTimesOf(request, commits), release);
  return { key, deploymentId, basis, ...named, commitCount: commits.length, leadTime };
}

/** The stages of the deployment's own run, and of the runs of its commit and of the commit that the merge made. */
function workOf(mergeSha: string | null, deployment: StoredDelivery, work: Work): WorkInterval[] {
  const shas = new Set([deployment.commitSha, mergeSha]);
  return [
    ...(work.byRun.get(deployment.runKey ?? "") ?? []),
    ...[...shas].flatMap((sha) => work.byCommit.get(sha ?? "") ?? []),
  ];
}

type Named = Pick<LaneChange, "kind" | "repository" | "number" | "sha" | "title" | "author" | "url" | "ticketKeys">;

function ofRequest(request: TimedRequest): Named {
  const { repository, number, title, author, url, ticketKeys } = request;
  return {
    kind: "change_request",
    sha: request.mergeSha?.toLowerCase() ?? null,
    repository,
    number,
    title,
    author,
    url,
    ticketKeys,
  };
}

function ofCommit(commit: KnownCommit | undefined): Named {
  const { repository = "", sha = null, title = null, author = null } = commit ?? {};
  return {
    kind: "commit",
    repository,
    number: null,
    sha,
    title: title ?? sha ?? "",
    author,
    url: null,
    ticketKeys: ticketKeysIn([title ?? undefined]),
  };
}
