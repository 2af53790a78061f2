import type { LaneChange, LaneChanges } from "@/lib/changes/lead-time-read-model";
import type { ChangeLeadTime } from "./domain/delivery-record";
import type { DeploymentChanges } from "./port";

/** What the slice of changes found for a lane, as records keep it, by deployment. */
export function deploymentChanges({ changes, unknown }: LaneChanges): Map<string, DeploymentChanges> {
  const found = new Map<string, { changes: ChangeLeadTime[]; gap: string | null }>();
  for (const change of changes) {
    const own = found.get(change.deploymentId) ?? { changes: [], gap: null };
    own.changes.push(leadTimeOf(change));
    found.set(change.deploymentId, own);
  }
  for (const { deploymentId, reason } of unknown) found.set(deploymentId, { changes: [], gap: reason });
  // The order in which they are found says nothing, and the same changes must make the same record.
  for (const { changes: own } of found.values()) own.sort((a, b) => (a.id < b.id ? -1 : 1));
  return found;
}

function leadTimeOf({ key, number, sha, title, leadTime }: LaneChange): ChangeLeadTime {
  const name = number === null ? (sha?.slice(0, 10) ?? title.slice(0, 40)) : `#${number}`;
  if (leadTime.kind === "unmeasured") return { id: key, name, startedAt: null, totalMs: null, stagesMs: {} };
  const stages = leadTime.stages.flatMap(({ stage, durationMs }) =>
    durationMs === null ? [] : [[stage, durationMs] as const],
  );
  const { startedAt, totalMs } = leadTime;
  return { id: key, name, startedAt, totalMs, stagesMs: Object.fromEntries(stages) };
}
