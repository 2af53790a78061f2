import type { Instant } from "@/lib/kernel/instant";
import type { SqlExecutor } from "@/lib/platform/db/executor";
import { momentsOf } from "../domain/moments";
import { listLookedAt } from "../run-read-model";
import { insertMoments, refuseLateBefore } from "../run-store";

/**
 * Ask for the runs that rollouts want now. Rollouts are looked at, never asked or held: whatever happens here, the control loop does not
 * know of it. Answers how many were asked for.
 */
export async function orderMoments(db: SqlExecutor, now: Instant): Promise<number> {
  const wanted = (await listLookedAt(db)).flatMap(({ rolloutId, checkId, ...facts }) =>
    momentsOf(facts).map((moment) => ({ checkId, rolloutId, moment })),
  );
  const asked = await insertMoments(db, wanted, now);
  await refuseLateBefore(db, now);
  return asked;
}
