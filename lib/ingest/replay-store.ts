import { type Sql, type SqlExecutor, sql } from "@/lib/platform/db/executor";

/** Which deliveries of a source to read again. */
export type ReplayScope =
  | { readonly scope: "one"; readonly id: string }
  | { readonly scope: "dead" }
  /** Read by a parser older than `version`. */
  | { readonly scope: "outdated"; readonly version: number }
  | { readonly scope: "since"; readonly sinceMs: number };

/** How many deliveries one call queues. */
const mostAtOnce = 20_000;

function matching(scope: ReplayScope): Sql {
  switch (scope.scope) {
    case "one":
      return sql`id = ${scope.id}::bigint`;
    case "dead":
      return sql`state = 'dead'`;
    case "outdated":
      return sql`state <> 'received' and verification <> 'asked' and (parser_version is null or parser_version < ${scope.version})`;
    case "since":
      return sql`received_at >= to_timestamp(${scope.sinceMs / 1_000}::double precision)`;
  }
}

/**
 * Have deliveries read again, oldest first, at most 20 000 at once. Answers how many were queued and how many more fit. Those that wait
 * already are not counted. What they said before counts until they are read.
 */
export async function queueReplay(
  db: SqlExecutor,
  sourceId: string,
  scope: ReplayScope,
): Promise<{ readonly queued: number; readonly remaining: number }> {
  const fits = sql`source_id = ${sourceId} and state <> 'received' and ${matching(scope)}`;
  const [counts] = await db.query<{ queued: number; fitting: number }>(sql`
    with chosen as materialized (select id from delivery where ${fits} order by id limit ${mostAtOnce} for update),
    queued as (
      update delivery d set state = 'received', attempts = 0, retry_at = null from chosen where d.id = chosen.id returning 1
    )
    select (select count(*)::int from queued) as queued, (select count(*)::int from delivery where ${fits}) as fitting`);
  const queued = counts?.queued ?? 0;
  return { queued, remaining: Math.max((counts?.fitting ?? 0) - queued, 0) };
}

/** Have every projection that failed tried again now. Answers how many. */
export async function retryFailedSubjects(db: SqlExecutor): Promise<number> {
  const [row] = await db.query<{ count: number }>(sql`
    with again as (
      update dirty_subject set retry_at = clock_timestamp(), attempts = 0 where failure is not null returning 1
    )
    select count(*)::int as count from again`);
  return row?.count ?? 0;
}
