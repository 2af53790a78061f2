import { type Instant, instant } from "@/lib/kernel/instant";
import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import { encodeCursor } from "@/lib/platform/paging";
import type { WaterfallStage } from "./domain/waterfall";

interface StageRow {
  key: string;
  name: string;
  kind: string;
  state: string;
  queued_at: Date | null;
  started_at: Date | null;
  finished_at: Date | null;
  url: string | null;
}

/**
 * The stages on the way of a release: of the run that deployed it and of the runs of its commit, up to `until`. A run that reported
 * no stages is one stage itself. At most 100.
 */
export async function listReleaseStages(
  db: SqlExecutor,
  release: { readonly runKey: string | null; readonly commitSha: string | null; readonly until: Instant },
): Promise<WaterfallStage[]> {
  const until = new Date(release.until).toISOString();
  const rows = await db.query<StageRow>(sql`
    select r.subject_key || ' ' || coalesce(s.stage_key, '') as key, coalesce(s.name, r.name) as name,
      coalesce(s.kind, 'other') as kind, coalesce(s.state, r.state) as state,
      case when s.run_key is null then r.queued_at else s.queued_at end as queued_at,
      case when s.run_key is null then r.started_at else s.started_at end as started_at,
      case when s.run_key is null then r.finished_at else s.finished_at end as finished_at, coalesce(s.url, r.url) as url
    from pipeline_run r left join pipeline_stage s on s.run_key = r.subject_key
    where (r.subject_key = ${release.runKey} or r.commit_sha = ${release.commitSha})
      and coalesce(s.started_at, r.started_at, r.queued_at) <= ${until}::timestamptz
    order by coalesce(s.started_at, r.started_at), key limit 100`);
  return rows.map((row) => ({
    key: row.key,
    name: row.name,
    kind: row.kind,
    state: row.state,
    queuedAt: toInstant(row.queued_at),
    startedAt: toInstant(row.started_at),
    finishedAt: toInstant(row.finished_at),
    url: row.url,
  }));
}

/** The id of the run with this key, as addresses have it; null when no such run was told. */
export async function findRunId(db: SqlExecutor, runKey: string | null): Promise<string | null> {
  if (runKey === null) return null;
  const [row] = await db.query<{ subject_key: string }>(
    sql`select subject_key from pipeline_run where subject_key = ${runKey}`,
  );
  return row ? runIdOf(row.subject_key) : null;
}

/** Keys have slashes and colons; addresses have them in base64url. */
export function runIdOf(subjectKey: string): string {
  return encodeCursor(subjectKey);
}

/** The key in an id; null when it is none. */
export function runKeyIn(id: string): string | null {
  const key = Buffer.from(id, "base64url").toString("utf8");
  return runIdOf(key) === id && !key.includes("\0") ? key : null;
}

function toInstant(at: Date | null): Instant | null {
  return at === null ? null : instant(at.getTime());
}
