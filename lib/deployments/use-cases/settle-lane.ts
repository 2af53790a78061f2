import type { SqlExecutor } from "@/lib/platform/db/executor";
import { lockNumbering } from "../deployment-store";
import { settle } from "../domain/settle";
import { loadPast, loadUnsettled, saveSettled } from "../lane-settle-store";
import type { DirtyLane } from "../lane-store";

/**
 * Decide again what the deployments of a lane that started at `since` or later were for: kind with its reason, attempt, commit range,
 * ticket and authorization. In the caller's transaction; idempotent. Answers how many changed. The builder of delivery figures calls
 * it for each dirty lane before it reads the deployments (see `understandLane` of lib/incidents, which does both steps).
 */
export async function settleLane(db: SqlExecutor, lane: DirtyLane): Promise<number> {
  await lockNumbering(db, lane.serviceId, lane.environmentId);
  const entries = await loadUnsettled(db, lane, lane.since);
  if (entries.length === 0) return 0;
  const before = await loadPast(db, lane, lane.since, [...new Set(entries.map(({ versionId }) => versionId))]);
  return saveSettled(db, settle(entries, before));
}
