import { windowsInForce } from "@/lib/calendar/window-read-model";
import type { Instant } from "@/lib/kernel/instant";
import type { SqlExecutor } from "@/lib/platform/db/executor";
import { listWaivedSpans, type WaivedSpan } from "@/lib/waivers/waived-spans-read-model";
import { lockNumbering } from "../deployment-store";
import { decideMadeInFreeze } from "../domain/made-in-freeze";
import { settle } from "../domain/settle";
import { listFlagDeployments, saveMadeInFreeze } from "../flag-freeze-store";
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
  const changed = await saveSettled(db, settle(judged, before));
  await judgeFlags(
    db,
    lane,
    entries.filter(({ flags }) => flags.length > 0).map(({ id }) => id),
  );
  return changed;
}

/** Say of each deployment that brought only flags whether a window held it when it was made, and nobody had asked. */
async function judgeFlags(db: SqlExecutor, lane: DirtyLane, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  for (const { id, kind, startedAt, before, isCovered } of await listFlagDeployments(db, ids)) {
    const isOpen = kind === "flag_only" && before === null && !isCovered;
    const asked = { ...placeOf(lane), now: startedAt, ofFlagFlips: true, isAfterwards: true };
    const holds = isOpen ? (await windowsInForce(db, asked)).reasons.map(({ message }) => message) : [];
    await saveMadeInFreeze(db, id, decideMadeInFreeze({ kind, isCovered, before, holds }));
  }
}

function placeOf({ serviceId, environmentId }: DirtyLane) {
  return { serviceId, environmentId };
}

function waiverAt(waived: readonly WaivedSpan[], at: Instant): string | null {
  return waived.find((span) => span.from <= at && at < span.to)?.reference ?? null;
}
