import type { SqlExecutor } from "@/lib/platform/db/executor";
import { markLanesOfService } from "../lane-store";

/** Have the figures of every place of a service made again: its team or its tier has changed. */
export function serviceChanged(db: SqlExecutor, serviceId: string): Promise<void> {
  return markLanesOfService(db, serviceId);
}
