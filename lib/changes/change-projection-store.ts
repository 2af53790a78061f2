import { markLanesOfNamed } from "@/lib/deployments/use-cases/mark-lanes";
import type { ProjectedSubject, ProjectionContext, Projector } from "@/lib/ingest/port";
import { type Instant, instant } from "@/lib/kernel/instant";
import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import { readCommit } from "./domain/commit-reading";
import type { KnownCommit } from "./domain/lane-changes";
import { type RequestReading, readRequest } from "./domain/request-reading";
import { readTicket, type TicketReading } from "./domain/ticket-reading";
import { markRepositories } from "./use-cases/mark-repositories";

function factsOf(subject: ProjectedSubject) {
  return subject.facts.map(({ fact }) => fact);
}

function text(at: Instant | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}

/** Makes the rows of commits. A commit is never taken back: what is in a history stays true. */
export const commitProjector: Projector = {
  kinds: ["commit"],
  async project(db, subjects) {
    const commits = subjects.flatMap((subject) => readCommit(factsOf(subject)) ?? []);
    await upsertCommits(db, commits);
    await markRepositories(
      db,
      commits.map(({ repository, committedAt, authoredAt }) => ({ repository, at: committedAt ?? authoredAt })),
    );
  },
};

async function upsertCommits(db: SqlExecutor, commits: readonly KnownCommit[]): Promise<void> {
  if (commits.length === 0) return;
  const rows = [...new Map(commits.map((commit) => [`${commit.repository} ${commit.sha}`, commit])).values()].map(
    (commit) => ({
      ...commit,
      authored_at: text(commit.authoredAt),
      committed_at: text(commit.committedAt),
    }),
  );
  await db.query(sql`
    insert into commit_fact (repository, sha, authored_at, committed_at, author, title, parents, paths)
    select repository, sha, authored_at, committed_at, author, title, parents, paths
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as n(repository text, sha text, authored_at timestamptz,
      committed_at timestamptz, author text, title text, parents text[], paths text[])
    on conflict (repository, sha) do update set authored_at = excluded.authored_at, committed_at = excluded.committed_at,
      author = excluded.author, title = excluded.title, parents = excluded.parents, paths = excluded.paths`);
}

/** Makes the rows of pull and merge requests. */
export const requestProjector: Projector = {
  kinds: ["change_request"],
  async project(db, subjects) {
    const read = subjects.map((subject) => ({ subject, reading: readRequest(factsOf(subject)) }));
    const gone = read.filter(({ reading }) => reading === null).map(({ subject }) => subject.subjectKey);
    const present = read.flatMap(({ subject, reading }) => (reading ? [{ subject, reading }] : []));
    const before = await storedRequests(
      db,
      subjects.map(({ subjectKey }) => subjectKey),
    );
    if (gone.length > 0) await db.query(sql`delete from change_request where subject_key = any(${gone}::text[])`);
    await upsertRequests(
      db,
      present.map(({ subject, reading }) => requestRow(subject, reading)),
    );
    await markRequests(db, [...before, ...present.map(({ reading }) => reading)]);
  },
};

type MarkedRequest = Pick<
  RequestReading,
  "repository" | "mergedAt" | "openedAt" | "mergeSha" | "headSha" | "commitShas"
>;

/**
 * What requests are and were: a commit that one of them has is no change of its own any more, also in a deployment long before the merge.
 * What was deployed from a branch before it was merged has its ticket from the request too.
 */
async function markRequests(db: SqlExecutor, requests: readonly MarkedRequest[]): Promise<void> {
  await markRepositories(db, [
    ...requests.map(({ repository, mergedAt, openedAt }) => ({ repository, at: mergedAt ?? openedAt })),
    ...(await firstCommits(db, requests)),
  ]);
  const commits = requests.flatMap(({ mergeSha, headSha }) => [mergeSha ?? [], headSha ?? []].flat());
  await markLanesOfNamed(db, { runKeys: [], commits, ticketKeys: [] });
}

/** When the first commit of these requests that is known was made, for each repository. */
async function firstCommits(
  db: SqlExecutor,
  requests: readonly MarkedRequest[],
): Promise<{ repository: string; at: Instant | null }[]> {
  const pairs = requests.flatMap(({ repository, mergeSha, headSha, commitShas }) =>
    [...commitShas, mergeSha ?? [], headSha ?? []].flat().map((sha) => ({ repository, sha: sha.toLowerCase() })),
  );
  if (pairs.length === 0) return [];
  const rows = await db.query<{ repository: string; at: Date | null }>(sql`
    select c.repository, min(coalesce(c.committed_at, c.authored_at)) as at
    from unnest(${pairs.map(({ repository }) => repository)}::text[], ${pairs.map(({ sha }) => sha)}::text[]) as n(repository, sha)
    join commit_fact c on c.repository = n.repository and c.sha = n.sha
    group by c.repository`);
  return rows.map(({ repository, at }) => ({ repository, at: at && instant(at.getTime()) }));
}

/** Requests as they are stored. */
async function storedRequests(db: SqlExecutor, subjectKeys: readonly string[]): Promise<MarkedRequest[]> {
  const rows = await db.query<{
    repository: string;
    merged_at: Date | null;
    opened_at: Date | null;
    merge_sha: string | null;
    head_sha: string | null;
    commit_shas: string[];
  }>(sql`
    select repository, merged_at, opened_at, merge_sha, head_sha, commit_shas from change_request
    where subject_key = any(${[...subjectKeys]}::text[])`);
  return rows.map((row) => ({
    repository: row.repository,
    mergedAt: row.merged_at && instant(row.merged_at.getTime()),
    openedAt: row.opened_at && instant(row.opened_at.getTime()),
    mergeSha: row.merge_sha,
    headSha: row.head_sha,
    commitShas: row.commit_shas,
  }));
}

function requestRow(subject: ProjectedSubject, reading: RequestReading): Record<string, unknown> {
  return {
    subject_key: subject.subjectKey,
    source_id: subject.facts[0]?.sourceId ?? "",
    repository: reading.repository,
    number: reading.number,
    title: reading.title,
    author: reading.author,
    state: reading.state,
    url: reading.url,
    opened_at: text(reading.openedAt),
    ready_at: text(reading.readyAt),
    first_commit_at: text(reading.firstCommitAt),
    first_review_at: text(reading.firstReviewAt),
    approved_at: text(reading.approvedAt),
    merged_at: text(reading.mergedAt),
    closed_at: text(reading.closedAt),
    merge_sha: reading.mergeSha,
    head_sha: reading.headSha,
    merge_style: reading.mergeStyle,
    commit_shas: reading.commitShas,
    ticket_keys: reading.ticketKeys,
    additions: reading.additions,
    deletions: reading.deletions,
    changed_files: reading.changedFiles,
  };
}

async function upsertRequests(db: SqlExecutor, rows: readonly Record<string, unknown>[]): Promise<void> {
  if (rows.length === 0) return;
  await db.query(sql`
    insert into change_request (subject_key, source_id, repository, number, title, author, state, url, opened_at, ready_at,
      first_commit_at, first_review_at, approved_at, merged_at, closed_at, merge_sha, head_sha, merge_style, commit_shas,
      ticket_keys, additions, deletions, changed_files)
    select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as n(subject_key text, source_id text, repository text,
      number int, title text, author text, state text, url text, opened_at timestamptz, ready_at timestamptz,
      first_commit_at timestamptz, first_review_at timestamptz, approved_at timestamptz, merged_at timestamptz,
      closed_at timestamptz, merge_sha text, head_sha text, merge_style text, commit_shas text[], ticket_keys text[],
      additions int, deletions int, changed_files int)
    on conflict (subject_key) do update set source_id = excluded.source_id, repository = excluded.repository,
      number = excluded.number, title = excluded.title, author = excluded.author, state = excluded.state, url = excluded.url,
      opened_at = excluded.opened_at, ready_at = excluded.ready_at, first_commit_at = excluded.first_commit_at,
      first_review_at = excluded.first_review_at, approved_at = excluded.approved_at, merged_at = excluded.merged_at,
      closed_at = excluded.closed_at, merge_sha = excluded.merge_sha, head_sha = excluded.head_sha,
      merge_style = excluded.merge_style, commit_shas = excluded.commit_shas, ticket_keys = excluded.ticket_keys,
      additions = excluded.additions, deletions = excluded.deletions, changed_files = excluded.changed_files`);
}

/** Makes the rows of change tickets. */
export const ticketProjector: Projector = {
  kinds: ["ticket"],
  async project(db, subjects, context) {
    const read = subjects.map((subject) => ({ subject, reading: readTicket(factsOf(subject)) }));
    const gone = read.filter(({ reading }) => reading === null).map(({ subject }) => subject.subjectKey);
    const present = read.flatMap(({ subject, reading }) => (reading ? [{ subject, reading }] : []));
    if (gone.length > 0) await db.query(sql`delete from change_ticket where subject_key = any(${gone}::text[])`);
    await upsertTickets(
      db,
      present.map(({ subject, reading }) => ticketRow(subject, reading, context)),
    );
    await markLanesOfNamed(db, { runKeys: [], commits: [], ticketKeys: present.map(({ reading }) => reading.key) });
  },
};

function ticketRow(
  subject: ProjectedSubject,
  reading: TicketReading,
  { names }: ProjectionContext,
): Record<string, unknown> {
  const sourceId = subject.facts[0]?.sourceId ?? "";
  return {
    subject_key: subject.subjectKey,
    source_id: sourceId,
    key: reading.key,
    system: reading.system,
    title: reading.title,
    type: reading.type,
    state: reading.state,
    risk: reading.risk,
    url: reading.url,
    opened_at: text(reading.openedAt),
    approved_at: text(reading.approvedAt),
    closed_at: text(reading.closedAt),
    planned_start_at: text(reading.plannedStartAt),
    planned_end_at: text(reading.plannedEndAt),
    actual_start_at: text(reading.actualStartAt),
    actual_end_at: text(reading.actualEndAt),
    service_id: names.service(sourceId, reading.service ?? undefined),
  };
}

async function upsertTickets(db: SqlExecutor, rows: readonly Record<string, unknown>[]): Promise<void> {
  if (rows.length === 0) return;
  await db.query(sql`
    insert into change_ticket (subject_key, source_id, key, system, title, type, state, risk, url, opened_at, approved_at,
      closed_at, planned_start_at, planned_end_at, actual_start_at, actual_end_at, service_id)
    select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as n(subject_key text, source_id text, key text,
      system text, title text, type text, state text, risk text, url text, opened_at timestamptz, approved_at timestamptz,
      closed_at timestamptz, planned_start_at timestamptz, planned_end_at timestamptz, actual_start_at timestamptz,
      actual_end_at timestamptz, service_id text)
    on conflict (subject_key) do update set source_id = excluded.source_id, key = excluded.key, system = excluded.system,
      title = excluded.title, type = excluded.type, state = excluded.state, risk = excluded.risk, url = excluded.url,
      opened_at = excluded.opened_at, approved_at = excluded.approved_at, closed_at = excluded.closed_at,
      planned_start_at = excluded.planned_start_at, planned_end_at = excluded.planned_end_at,
      actual_start_at = excluded.actual_start_at, actual_end_at = excluded.actual_end_at, service_id = excluded.service_id`);
}
