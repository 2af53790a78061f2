import { type Instant, instant } from "@/lib/kernel/instant";
import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import type { TimedRequest } from "./domain/change-times";
import type { KnownCommit } from "./domain/lane-changes";
import { repositorySpellings } from "./domain/repository";

interface CommitRow {
  repository: string;
  sha: string;
  authored_at: Date | null;
  committed_at: Date | null;
  author: string | null;
  title: string | null;
  parents: string[];
  paths: string[];
}

/** Commits of these repositories since `horizon`, and those that are named by (the beginning of) their hash whatever their age. */
export async function loadCommits(
  db: SqlExecutor,
  repositories: readonly string[],
  horizon: Instant,
  shas: readonly string[],
): Promise<KnownCommit[]> {
  if (repositories.length === 0) return [];
  const rows = await db.query<CommitRow>(sql`
    select repository, sha, authored_at, committed_at, author, title, parents, paths from commit_fact
    where repository = any(${[...repositories]}::text[])
      and (committed_at >= ${new Date(horizon).toISOString()}::timestamptz or committed_at is null
           or sha = any(${[...shas]}::text[]))`);
  return rows.map((row) => ({
    repository: row.repository,
    sha: row.sha,
    parents: row.parents,
    paths: row.paths,
    authoredAt: toInstant(row.authored_at),
    committedAt: toInstant(row.committed_at),
    author: row.author,
    title: row.title,
  }));
}

interface RequestRow {
  subject_key: string;
  repository: string;
  number: number;
  title: string;
  author: string | null;
  url: string | null;
  merge_sha: string | null;
  head_sha: string | null;
  commit_shas: string[];
  ticket_keys: string[];
  opened_at: Date | null;
  ready_at: Date | null;
  first_commit_at: Date | null;
  first_review_at: Date | null;
  approved_at: Date | null;
  merged_at: Date | null;
}

/** Change requests of these repositories that were merged since `horizon`, or are open and were opened since. */
export async function loadRequests(
  db: SqlExecutor,
  repositories: readonly string[],
  horizon: Instant,
): Promise<TimedRequest[]> {
  if (repositories.length === 0) return [];
  const from = new Date(horizon).toISOString();
  const rows = await db.query<RequestRow>(sql`
    select subject_key, repository, number, title, author, url, merge_sha, head_sha, commit_shas, ticket_keys, opened_at, ready_at,
           first_commit_at, first_review_at, approved_at, merged_at
    from change_request
    where repository = any(${[...repositories]}::text[])
      and (merged_at >= ${from}::timestamptz or (merged_at is null and opened_at >= ${from}::timestamptz))
    order by subject_key`);
  return rows.map((row) => ({
    key: row.subject_key,
    repository: row.repository,
    number: row.number,
    title: row.title,
    author: row.author,
    url: row.url,
    mergeSha: row.merge_sha,
    headSha: row.head_sha,
    commitShas: row.commit_shas,
    ticketKeys: row.ticket_keys,
    openedAt: toInstant(row.opened_at),
    readyAt: toInstant(row.ready_at),
    firstCommitAt: toInstant(row.first_commit_at),
    firstReviewAt: toInstant(row.first_review_at),
    approvedAt: toInstant(row.approved_at),
    mergedAt: toInstant(row.merged_at),
  }));
}

function toInstant(at: Date | null): Instant | null {
  return at === null ? null : instant(at.getTime());
}

/** Ids of the services whose repository is one of these, however it is spelt. */
export async function servicesOfRepositories(db: SqlExecutor, repositories: ReadonlySet<string>): Promise<string[]> {
  const services = await db.query<{ id: string; repository_url: string | null }>(
    sql`select id, repository_url from service where repository_url is not null`,
  );
  return services
    .filter(({ repository_url }) => repositorySpellings(repository_url).some((spelling) => repositories.has(spelling)))
    .map(({ id }) => id);
}
