import type { Instant } from "@/lib/kernel/instant";
import type { SqlExecutor } from "@/lib/platform/db/executor";
import { listWaivedSpans, type WaivedSpan } from "@/lib/waivers/waived-spans-read-model";
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
  const waived = await listWaivedSpans(db, { kind: "change_ticket", ...placeOf(lane) });
  const judged = entries.map((entry) => ({ ...entry, waiver: waiverAt(waived, entry.startedAt) }));
  const before = await loadPast(db, lane, lane.since, [...new Set(entries.map(({ versionId }) => versionId))]);
  return saveSettled(db, settle(judged, before));
}

function placeOf({ serviceId, environmentId }: DirtyLane) {
  return { serviceId, environmentId };
}

function waiverAt(waived: readonly WaivedSpan[], at: Instant): string | null {
  return waived.find((span) => span.from <= at && at < span.to)?.reference ?? null;
}
