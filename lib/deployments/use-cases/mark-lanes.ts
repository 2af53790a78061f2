import type { Instant } from "@/lib/kernel/instant";
import type { SqlExecutor } from "@/lib/platform/db/executor";
import { type DeploymentNames, type DirtyLane, insertDirtyLanes, lanesOfNamed, lanesOfServices } from "../lane-store";

/**
 * Note in the caller's transaction that the delivery figures of lanes must be made again. For every slice that changes what a lane's
 * figures are made of: deployments, incidents, changes, links.
 */
export async function markLanes(db: SqlExecutor, lanes: readonly DirtyLane[]): Promise<void> {
  await insertDirtyLanes(db, lanes);
}

/** The same for all lanes of services where something was deployed at `from` or later. */
export async function markLanesOfServices(
  db: SqlExecutor,
  serviceIds: readonly string[],
  from: Instant,
): Promise<void> {
  await insertDirtyLanes(db, await lanesOfServices(db, serviceIds, from));
}

/** The same for the lanes of deployments by the names of their runs, commits and tickets. */
export async function markLanesOfNamed(db: SqlExecutor, names: DeploymentNames): Promise<void> {
  await insertDirtyLanes(db, await lanesOfNamed(db, names));
}
