import { type SqlExecutor, sql } from "@/lib/platform/db/executor";

/** A source whose system is to be asked now. */
export interface DuePoll {
  readonly id: string;
  readonly slug: string;
  readonly kind: string;
  readonly config: unknown;
  readonly secret: string | null;
  readonly cursor: unknown;
  readonly createdMs: number;
}

/**
 * Take one source that is due: its last question was `everyMinutes` ago or more. It is noted as asked at once, so that no other worker
 * asks too; when this one dies, it is asked again after the interval, from the same cursor. Null when none is due.
 */
export async function takeDuePoll(db: SqlExecutor): Promise<DuePoll | null> {
  const [row] = await db.query<{
    id: string;
    slug: string;
    kind: string;
    config: unknown;
    secret: string | null;
    poll_cursor: unknown;
    created_ms: number;
  }>(sql`
    update event_source set polled_at = clock_timestamp()
    where id = (
      select id from event_source
      where disabled_at is null and jsonb_typeof(config -> 'polling') = 'object'
        and (polled_at is null
          or polled_at + make_interval(mins => (config -> 'polling' ->> 'everyMinutes')::int) <= clock_timestamp())
      order by polled_at nulls first limit 1 for update skip locked)
    returning id, slug, kind, config, secret, poll_cursor,
      (extract(epoch from created_at) * 1000)::double precision as created_ms`);
  if (!row) return null;
  const { poll_cursor: cursor, created_ms: createdMs, ...rest } = row;
  return { ...rest, cursor, createdMs };
}

/** A page was taken: go on from `cursor`. `untilMs`: everything before it is known now; null while pages are missing. */
export async function savePollPage(
  db: SqlExecutor,
  sourceId: string,
  given: { readonly cursor: unknown; readonly untilMs: number | null },
): Promise<void> {
  await db.query(sql`
    update event_source set poll_cursor = ${JSON.stringify(given.cursor ?? null)}::jsonb, poll_error = null,
      polled_until = case when ${given.untilMs}::double precision is null then polled_until
        else to_timestamp(${given.untilMs}::double precision / 1000) end
    where id = ${sourceId}`);
}

/** The question failed: why, in words. */
export async function savePollError(db: SqlExecutor, sourceId: string, words: string): Promise<void> {
  await db.query(sql`update event_source set poll_error = ${words} where id = ${sourceId}`);
}
