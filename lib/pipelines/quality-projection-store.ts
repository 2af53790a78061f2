import type { Fact, QualityFact } from "@/lib/ingest/domain/fact";
import type { ProjectedSubject, ProjectionContext, Projector } from "@/lib/ingest/port";
import { type SqlExecutor, sql } from "@/lib/platform/db/executor";

/** Makes the rows of test results: of each suite of a run or a version, what was said last. */
export const qualityProjector: Projector = {
  kinds: ["quality"],
  async project(db, subjects, context) {
    await db.query(sql`
      delete from quality_result where subject_key = any(${subjects.map(({ subjectKey }) => subjectKey)}::text[])`);
    await insertResults(
      db,
      subjects.flatMap((subject) => resultRows(subject, context)),
    );
  },
};

function resultRows(subject: ProjectedSubject, { names }: ProjectionContext): Record<string, unknown>[] {
  const bySuite = new Map<string, { fact: Fact & QualityFact; sourceId: string }>();
  for (const { fact, sourceId } of subject.facts)
    if (fact.kind === "quality") bySuite.set(fact.suite, { fact, sourceId });
  return [...bySuite.values()].map(({ fact, sourceId }) => ({
    subject_key: subject.subjectKey,
    suite: fact.suite,
    source_id: sourceId,
    service_id: names.service(sourceId, fact.service),
    version: fact.version ?? null,
    commit_sha: fact.commitSha?.toLowerCase() ?? null,
    passed: fact.passed,
    failed: fact.failed,
    skipped: fact.skipped ?? null,
    coverage_ratio: fact.coverageRatio ?? null,
    duration_ms: fact.durationMs ?? null,
    at: new Date(fact.occurredAt).toISOString(),
  }));
}

async function insertResults(db: SqlExecutor, rows: readonly Record<string, unknown>[]): Promise<void> {
  if (rows.length === 0) return;
  await db.query(sql`
    insert into quality_result (subject_key, suite, source_id, service_id, version, commit_sha, passed, failed, skipped,
                                coverage_ratio, duration_ms, at)
    select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as n(subject_key text, suite text, source_id text,
      service_id text, version text, commit_sha text, passed int, failed int, skipped int, coverage_ratio float8,
      duration_ms float8, at timestamptz)`);
}
