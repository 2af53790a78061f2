import type { Instant } from "@/lib/kernel/instant";
import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import type { InsightRules } from "./domain/insight-rules";

/** Hold the numbering of rules until the transaction ends; answers the newest version. */
export async function lockRules(db: SqlExecutor): Promise<number> {
  await db.query(sql`select pg_advisory_xact_lock(hashtextextended('insight_rules', 11))::text`);
  const [row] = await db.query<{ version: number }>(sql`select max(version) as version from insight_rules`);
  return row?.version ?? 0;
}

/** Add a version of the rules. Earlier ones stay. */
export async function insertRules(
  db: SqlExecutor,
  given: { version: number; rules: InsightRules; reason: string; savedBy: string; inForceFrom: Instant },
): Promise<void> {
  await db.query(sql`
    insert into insight_rules (version, rules, reason, saved_by, in_force_from)
    values (${given.version}, ${JSON.stringify(given.rules)}::jsonb, ${given.reason}, ${given.savedBy},
      ${new Date(given.inForceFrom)})`);
}
