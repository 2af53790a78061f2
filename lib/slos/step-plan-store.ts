import type { Instant } from "@/lib/kernel/instant";
import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import type { StepPlanContent } from "./step-plan-contract";

/** Append a version of a plan; without content it ends the plan. */
export async function insertStepPlan(
  db: SqlExecutor,
  plan: {
    readonly objectiveId: string;
    readonly version: number;
    readonly content: StepPlanContent | null;
    readonly reason: string;
    readonly byPerson: string | null;
    readonly savedBy: string;
    readonly at: Instant;
  },
): Promise<void> {
  const { objectiveId, version, content, reason, byPerson, savedBy, at } = plan;
  await db.query(sql`
    insert into objective_step_plan (objective_id, version, content, reason, by_person, saved_by, saved_at)
    values (${objectiveId}, ${version}, ${content === null ? null : JSON.stringify(content)}::jsonb, ${reason}, ${byPerson},
            ${savedBy}, ${new Date(at).toISOString()}::timestamptz)`);
}
