import type { Instant } from "@/lib/kernel/instant";
import type { SqlExecutor } from "@/lib/platform/db/executor";
import { momentsOf } from "../domain/moments";
import { listLookedAt, listReportedLookedAt } from "../run-read-model";
import { insertMoments, refuseLateBefore } from "../run-store";

/**
 * Ask for the runs that rollouts and reported deployments want now. They are looked at, never asked or held: whatever happens here, the control loop does not
 * know of it. Answers how many were asked for.
 */
export async function orderMoments(db: SqlExecutor, now: Instant): Promise<number> {
  const rollouts = await listLookedAt(db);
  const deployments = await listReportedLookedAt(db);
  const wanted = [...rollouts, ...deployments].flatMap(({ subject, checkId, ...facts }) =>
    momentsOf(facts).map((moment) => ({ checkId, subject, moment })),
  );
  const asked = await insertMoments(db, wanted, now);
  await refuseLateBefore(db, now);
  return asked;
}
