import { type SqlExecutor, sql } from "@/lib/platform/db/executor";

/** A subject that waits to be projected. */
export interface ClaimedSubject {
  readonly subjectKey: string;
  readonly kind: string;
  readonly attempts: number;
}

/**
 * Take up to `limit` subjects whose projection is due, oldest first, or those of `only` that still are; they stay taken until the
 * caller's transaction ends. Others' are passed over, so that any number of workers share the work.
 */
export async function claimSubjects(
  db: SqlExecutor,
  limit: number,
  only: readonly string[] | null,
): Promise<ClaimedSubject[]> {
  const rows = await db.query<{ subject_key: string; kind: string; attempts: number }>(
    only === null
      ? sql`select subject_key, kind, attempts from dirty_subject where retry_at <= clock_timestamp()
            order by retry_at limit ${limit} for update skip locked`
      : sql`select subject_key, kind, attempts from dirty_subject
            where subject_key in (select jsonb_array_elements_text(${JSON.stringify(only)}::jsonb))
              and retry_at <= clock_timestamp() for update skip locked`,
  );
  return rows.map((row) => ({ subjectKey: row.subject_key, kind: row.kind, attempts: row.attempts }));
}

/** These were projected. */
export async function clearSubjects(db: SqlExecutor, subjectKeys: readonly string[]): Promise<void> {
  await db.query(sql`
    delete from dirty_subject
    where subject_key in (select jsonb_array_elements_text(${JSON.stringify(subjectKeys)}::jsonb))`);
}

/**
 * A projection failed: try it again in `retryMs`, or set it aside (`null`) until something new is said of the subject. `failure` is
 * why, in words.
 */
export async function postponeSubject(
  db: SqlExecutor,
  subjectKey: string,
  given: { readonly failure: string; readonly retryMs: number | null },
): Promise<void> {
  await db.query(sql`
    update dirty_subject set attempts = attempts + 1, failure = ${given.failure},
      retry_at = clock_timestamp() + make_interval(secs => ${given.retryMs === null ? null : given.retryMs / 1_000}::double precision)
    where subject_key = ${subjectKey}`);
}
