import type { Instant } from "@/lib/kernel/instant";
import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import { ReviewRulesFields, type ReviewRulesView } from "./contract";

/** The rules in force at a moment. */
export async function reviewRulesAt(db: SqlExecutor, at: Instant): Promise<ReviewRulesView> {
  const [row] = await db.query<{
    version: number;
    rules: unknown;
    reason: string;
    saved_by: string;
    in_force_from: Date;
  }>(sql`
    select version, rules, reason, saved_by, in_force_from from review_rules
    where in_force_from <= ${new Date(at).toISOString()}::timestamptz order by version desc limit 1`);
  if (!row) throw new Error("there are no rules of reviews");
  const { version, reason, saved_by: savedBy } = row;
  const inForceFrom = row.in_force_from.toISOString();
  return { version, rules: ReviewRulesFields.parse(row.rules), reason, savedBy, inForceFrom };
}
