import type { SqlExecutor } from "@/lib/platform/db/executor";
import type { ChangeLeadTime } from "./domain/delivery-record";

/** What came with a deployment, or why nobody can say. */
export interface DeploymentChanges {
  readonly changes: readonly ChangeLeadTime[];
  readonly gap: string | null;
}

/** A service in an environment, and from when on it may have changed. */
export interface ChangedLane {
  readonly serviceId: string;
  readonly environmentId: string;
  /** Epoch milliseconds. */
  readonly sinceMs: number;
}

/** What the records of a lane are made from beside its deployments. */
export interface LaneSources {
  /** Bring what is decided about a lane's deployments (links to incidents, kinds, permissions) up to date, in the caller's transaction. */
  settle(db: SqlExecutor, lane: ChangedLane): Promise<void>;
  /**
   * Changes with their lead times, by deployment, of the lane's deployments that ended at `sinceMs` or later. One that is missing
   * brought none.
   */
  changesOf(db: SqlExecutor, lane: ChangedLane): Promise<ReadonlyMap<string, DeploymentChanges>>;
}
