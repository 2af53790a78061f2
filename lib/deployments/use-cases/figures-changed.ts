import type { SqlExecutor } from "@/lib/platform/db/executor";
import { markLaneOfRollout, markLanesOfService } from "../dirty-lane-store";

/** Have the figures of the place of a rollout's deployment made again, in the caller's transaction. */
export function rolloutChanged(db: SqlExecutor, rolloutId: string): Promise<void> {
  return markLaneOfRollout(db, rolloutId);
}

/** Have the figures of every place of a service made again: its team or its tier has changed. */
export function serviceChanged(db: SqlExecutor, serviceId: string): Promise<void> {
  return markLanesOfService(db, serviceId);
}
