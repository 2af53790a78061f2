import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import { type CommitSafety, type CommitSettings, commitSafetyOf } from "./domain/commit-safety";

/**
 * Ask the database which faults may take away what it has acknowledged. A role without `pg_read_all_stats` sees that there are
 * replication connections and not in which state, so the settings decide.
 */
export async function readCommitSafety(db: SqlExecutor): Promise<CommitSafety> {
  const [row] = await db.query<CommitSettings>(sql`
    select current_setting('synchronous_commit') as "synchronousCommit",
      current_setting('synchronous_standby_names') as "standbyNames",
      (select count(*)::int from pg_stat_replication where application_name is distinct from 'pg_basebackup') as "standbyCount"`);
  return row ? commitSafetyOf(row) : "kept";
}
