import type { Instant } from "@/lib/kernel/instant";
import type { DeploymentKind } from "../contract";

/** A deployment of a lane as far as its kind depends on it. In order of start. */
export interface LaneEntry {
  readonly id: string;
  readonly versionId: string;
  readonly state: "running" | "succeeded" | "failed" | "rolled_back" | "cancelled";
  readonly origin: "rollout" | "rollback" | "pipeline" | "import";
  readonly startedAt: Instant;
  readonly flags: readonly string[];
  readonly isEmergency: boolean;
  /** E-3, when it was released past windows and policies here; absent otherwise. */
  readonly emergencyReference?: string | null;
  /** Type of its change ticket; null when there is none or its system did not say. */
  readonly ticketType: "normal" | "standard" | "emergency" | null;
  readonly branch: string | null;
  /** An incident of this service in this environment that was open when it started, by its key; null when there was none. */
  readonly openIncident: string | null;
}

/** What happened in the lane before the first entry. */
export interface LaneBefore {
  /** Version of the last success before; null when there was none. */
  readonly runningVersionId: string | null;
  /** When each version first succeeded here. */
  readonly firstSuccess: ReadonlyMap<string, Instant>;
}

export interface KindDecision {
  readonly kind: DeploymentKind;
  readonly reason: string;
}

const hotfixBranch = /(^|\/)hot-?fix([/_-]|$)/i;

/**
 * What each deployment was for, from its neighbours in the lane. The first rule that fits decides: it was said to be a rollback;
 * the version that runs already comes again (flags only, when flags came with it); a version comes back that is older than the one
 * that runs, "seen before and different from the one before" as Datadog has it, and first seen earlier; it was released as an emergency
 * here, or its ticket or its sender says so; it came while an incident was open or from a hotfix branch. Else it is normal, also when a newer version comes back
 * after a rollback.
 */
export function decideKinds(entries: readonly LaneEntry[], before: LaneBefore): ReadonlyMap<string, KindDecision> {
  const decisions = new Map<string, KindDecision>();
  const firstSuccess = new Map(before.firstSuccess);
  let running = before.runningVersionId;
  for (const entry of entries) {
    decisions.set(entry.id, kindOf(entry, { running, firstSuccess }));
    if (entry.state !== "succeeded") continue;
    if (!firstSuccess.has(entry.versionId)) firstSuccess.set(entry.versionId, entry.startedAt);
    running = entry.versionId;
  }
  return decisions;
}

interface Running {
  readonly running: string | null;
  readonly firstSuccess: ReadonlyMap<string, Instant>;
}

function kindOf(entry: LaneEntry, { running, firstSuccess }: Running): KindDecision {
  if (entry.origin === "rollback") return { kind: "rollback", reason: "It was started as a rollback." };
  if (running === entry.versionId) {
    return entry.flags.length > 0
      ? { kind: "flag_only", reason: "The version was running already; only flags came with it." }
      : { kind: "redeploy", reason: "The version was running already." };
  }
  const seenAt = firstSuccess.get(entry.versionId);
  const runningSince = running === null ? undefined : firstSuccess.get(running);
  if (seenAt !== undefined && runningSince !== undefined && seenAt < runningSince) {
    return { kind: "rollback", reason: "The version ran here before the one that it replaces." };
  }
  return (
    urgencyOf(entry) ?? {
      kind: "normal",
      reason: "It brings a version that is new here, or newer than the one before.",
    }
  );
}

function urgencyOf(entry: LaneEntry): KindDecision | null {
  if (entry.emergencyReference)
    return { kind: "emergency", reason: `It was released as the emergency ${entry.emergencyReference}.` };
  if (entry.ticketType === "emergency")
    return { kind: "emergency", reason: "Its change ticket is an emergency change." };
  if (entry.isEmergency) return { kind: "emergency", reason: "Its sender says that it was an emergency." };
  if (entry.openIncident !== null) {
    return { kind: "hotfix", reason: `It came while incident ${entry.openIncident} was open here.` };
  }
  if (entry.branch !== null && hotfixBranch.test(entry.branch)) {
    return { kind: "hotfix", reason: `It was built from the branch ${entry.branch}.` };
  }
  return null;
}
