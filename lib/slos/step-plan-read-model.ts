import { type Instant, instant } from "@/lib/kernel/instant";
import { prismaExecutor, type SqlExecutor, sql } from "@/lib/platform/db/executor";
import type { Db, Tx } from "@/lib/platform/db/prisma";
import { SloDefinition } from "./contract";
import type { AlertState } from "./domain/burn-alert";
import type { StepFacts } from "./domain/step-plan";
import type { ObjectiveRow } from "./objective-read-model";
import { StepPlanContent } from "./step-plan-contract";

export interface StepPlanVersion {
  readonly version: number;
  readonly content: StepPlanContent | null;
  readonly reason: string;
  readonly savedBy: string;
  readonly savedAt: Date;
}

/** Every version of an objective's plan, newest first. */
export async function listStepPlans(db: SqlExecutor, objectiveId: string): Promise<StepPlanVersion[]> {
  const rows = await db.query<{
    version: number;
    content: unknown;
    reason: string;
    saved_by: string;
    saved_at: Date;
  }>(sql`
    select version, content, reason, saved_by, saved_at from objective_step_plan
    where objective_id = ${objectiveId} order by version desc limit 50`);
  return rows.map(({ version, content, reason, saved_by: savedBy, saved_at: savedAt }) => ({
    ...{ version, reason, savedBy, savedAt },
    content: content === null ? null : StepPlanContent.parse(content),
  }));
}

/** As many periods as a step may ask for. */
const periodsMax = 12;

/** What steps of an objective are judged by. Who has signed is given. */
export async function loadStepFacts(
  db: Db | Tx,
  row: ObjectiveRow,
  { now, missingSignatures }: { readonly now: Instant; readonly missingSignatures: readonly string[] },
): Promise<StepFacts> {
  const executor = prismaExecutor(db);
  const periods = await executor.query<{ verdict: string; target: string; worst: string | null }>(sql`
    select p.verdict, v.definition->>'targetPercent' as target, p.level->>'worstPercent' as worst
    from objective_period p join objective_version v on v.objective_id = p.objective_id and v.version = p.version
    where p.objective_id = ${row.id} order by p.period_from desc limit ${periodsMax}`);
  const [page] = await executor.query<{ at: Date | null }>(sql`
    select max(at) as at from burn_alert_event where objective_id = ${row.id} and what = 'fired' and severity = 'page'`);
  const states = row.alerts.map(({ state }) => state as unknown as AlertState);
  const isFiring = states.some(
    (one) => one.status === "firing" || (one.status === "frozen" && one.was.status === "firing"),
  );
  return {
    now,
    targetPercent: SloDefinition.parse(row.definition).targetPercent,
    periods: periods.map(({ verdict, target, worst }) => ({ verdict, targetPercent: target, worstPercent: worst })),
    lastPageAt: page?.at ? instant(page.at.getTime()) : null,
    page: isFiring ? "firing" : states.some(({ status }) => status === "frozen") ? "frozen" : "quiet",
    createdAt: instant(row.createdAt.getTime()),
    missingSignatures,
  };
}
