import { type SqlExecutor, sql } from "@/lib/platform/db/executor";

/** The person who started a rollout, as `personKeyOf` names them; null when the product did, or when there is no such rollout. */
export async function findStarter(db: SqlExecutor, rolloutId: string): Promise<string | null> {
  const rows = await db.query<{ started_by_person: string | null }>(
    sql`select started_by_person from rollout where id = ${rolloutId}`,
  );
  return rows[0]?.started_by_person ?? null;
}

export interface StepApproval {
  readonly rolloutId: string;
  readonly stepIndex: number;
  readonly revision: number;
  readonly approvedByPerson: string | null;
  readonly approvedBy: string;
  readonly reason: string;
}

/** Keep that a step was approved, by whom and on what they looked at. The database refuses the starter once more. */
export async function insertApproval(db: SqlExecutor, given: StepApproval): Promise<void> {
  await db.query(sql`
    insert into rollout_approval (rollout_id, step_index, revision, approved_by_person, approved_by, reason)
    values (${given.rolloutId}, ${given.stepIndex}, ${given.revision}, ${given.approvedByPerson}, ${given.approvedBy},
            ${given.reason})`);
}
