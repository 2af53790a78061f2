import type { Instant } from "@/lib/kernel/instant";
import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import type { ReviewRules } from "./domain/review-rules";

/** Append a version; false when somebody else has written it meanwhile. */
export async function insertReviewRules(
  db: SqlExecutor,
  given: {
    readonly version: number;
    readonly rules: ReviewRules;
    readonly reason: string;
    readonly by: string;
    readonly at: Instant;
  },
): Promise<boolean> {
  const rows = await db.query<{ version: number }>(sql`
    insert into review_rules (version, rules, reason, saved_by, in_force_from)
    values (${given.version}, ${JSON.stringify(given.rules)}::jsonb, ${given.reason}, ${given.by},
            ${new Date(given.at).toISOString()}::timestamptz)
    on conflict do nothing returning version`);
  return rows.length > 0;
}
