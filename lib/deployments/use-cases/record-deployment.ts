import type { SqlExecutor } from "@/lib/platform/db/executor";
import type { DeploymentState } from "../contract";
import { endDeploymentOf, insertDeployments, lockNumbering, type NewDeployment } from "../deployment-store";
import { markReportsOf } from "../reported-store";

/**
 * Note that a version came to run in an environment, inside the caller's transaction; answers which attempt of this
 * version it is, from 1. For the rollout loop; whoever calls it writes the audit record.
 */
export async function recordDeployment(db: SqlExecutor, deployment: NewDeployment): Promise<number> {
  await lockNumbering(db, deployment.serviceId, deployment.environmentId);
  const attempt = (await insertDeployments(db, [deployment])).get(deployment.id);
  if (attempt === undefined) throw new Error("a deployment was not inserted");
  await markReportsOf(db, deployment);
  return attempt;
}

/** Note that the rollout that a deployment is has ended, inside the caller's transaction. */
export async function endDeployment(db: SqlExecutor, rolloutId: string, state: DeploymentState): Promise<void> {
  await endDeploymentOf(db, rolloutId, state);
}
