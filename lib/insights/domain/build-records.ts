import type { Instant } from "@/lib/kernel/instant";
import {
  type ChangeLeadTime,
  type DeliveryRecord,
  type FailureSignal,
  momentOf,
  type RecordKind,
  type RecordOrigin,
  type RecordOutcome,
  type RecordStrategy,
} from "./delivery-record";
import { kindOf, type LaneSoFar } from "./deployment-kind";

/** What is known of a service in an environment. */
export interface LaneFacts {
  readonly serviceId: string;
  readonly environmentId: string;
  readonly teamId: string | null;
  readonly tier: number;
  /** In any order. */
  readonly deployments: readonly LaneDeployment[];
}

export interface LaneDeployment {
  readonly id: string;
  readonly version: string;
  readonly origin: RecordOrigin;
  /** What the sender called it; normal when it did not say. */
  readonly declaredKind: RecordKind;
  /** What was decided of it already, as its own page shows it; null when nothing was. */
  readonly decidedKind: RecordKind | null;
  readonly isCalledEmergency: boolean;
  readonly outcome: RecordOutcome;
  readonly startedAt: Instant;
  readonly finishedAt: Instant | null;
  readonly flags: readonly string[];
  readonly ticket: LaneTicket | null;
  /** Whether it was permitted, as its own page shows it; null when nobody decided. */
  readonly isPermitted: boolean | null;
  readonly strategy: RecordStrategy | null;
  /** What our own rollout measured when it was taken back. */
  readonly takenBack: { readonly decidedAt: Instant; readonly tookMs: number | null } | null;
  /** Incidents that this deployment is held to have caused; duplicates share a root. */
  readonly incidents: readonly CausedIncident[];
  readonly changes: readonly ChangeLeadTime[];
  readonly changesGap: string | null;
}

export interface LaneTicket {
  readonly key: string;
  /** Null when no signal told of the ticket itself. */
  readonly state: string | null;
  readonly isEmergency: boolean;
}

export interface CausedIncident {
  readonly id: string;
  /** The incident that this one repeats, or itself. */
  readonly rootId: string;
  readonly detectedAt: Instant;
  /** Of the root: a duplicate is often closed the moment it is called one. */
  readonly resolvedAt: Instant | null;
  readonly isByPerson: boolean;
}

/** Grows with each change of what the same facts make; a generation names the one it was made by. */
export const builderVersion = 1;

/** The delivery records of a lane, by time: each deployment seen with those around it. Depends on the facts alone, not on their order. */
export function buildRecords(lane: LaneFacts): DeliveryRecord[] {
  const deployments = lane.deployments.toSorted(byTime);
  const soFar: MutableLane = { live: null, liveId: null, liveBefore: new Set(), troubles: [] };
  const records = deployments.map((deployment) => {
    const record = recordOf(lane, deployment, soFar);
    goOn(soFar, deployment, record);
    return record;
  });
  return withRollbacksAfter(records);
}

interface MutableLane extends LaneSoFar {
  live: string | null;
  liveId: string | null;
  readonly liveBefore: Set<string>;
  readonly troubles: { readonly from: Instant; readonly until: Instant | null }[];
}

function byTime(a: LaneDeployment, b: LaneDeployment): number {
  return momentOf(a) - momentOf(b) || a.startedAt - b.startedAt || (a.id < b.id ? -1 : 1);
}

function recordOf(lane: LaneFacts, deployment: LaneDeployment, soFar: LaneSoFar): DeliveryRecord {
  const { kind, isEmergency, isRework } = kindOf(deployment, soFar);
  return {
    deploymentId: deployment.id,
    serviceId: lane.serviceId,
    environmentId: lane.environmentId,
    teamId: lane.teamId,
    tier: lane.tier,
    version: deployment.version,
    previousVersion: soFar.live,
    kind,
    origin: deployment.origin,
    outcome: deployment.outcome,
    startedAt: deployment.startedAt,
    finishedAt: deployment.finishedAt,
    isEmergency,
    isRework,
    ticketKey: deployment.ticket?.key ?? null,
    isAuthorized: deployment.isPermitted ?? isPermitted(deployment.ticket),
    strategy: deployment.strategy,
    failures: [...incidentSignals(deployment.incidents), ...takenBackSignals(deployment)],
    rollbackMs: rollbackMsOf(deployment, kind),
    changes: deployment.changes,
    changesGap: deployment.changesGap,
  };
}

/** A ticket that nobody told us more of is believed; one that was refused or withdrawn permits nothing. */
function isPermitted(ticket: LaneTicket | null): boolean {
  return ticket !== null && ticket.state !== "rejected" && ticket.state !== "cancelled";
}

/** Incidents collapsed to their roots: detected when the first was, restored when the last was. */
function incidentSignals(incidents: readonly CausedIncident[]): FailureSignal[] {
  const roots = new Map<string, CausedIncident[]>();
  for (const incident of incidents) roots.set(incident.rootId, [...(roots.get(incident.rootId) ?? []), incident]);
  return [...roots]
    .map(([id, all]): FailureSignal => {
      const ends = all.map((one) => one.resolvedAt);
      return {
        kind: "incident",
        id,
        detectedAt: earliest(all.map((one) => one.detectedAt)),
        restoredAt: latestOrOpen(ends),
        isByPerson: all.some((one) => one.isByPerson),
      };
    })
    .sort((a, b) => a.detectedAt - b.detectedAt || (a.id < b.id ? -1 : 1));
}

function earliest(moments: readonly Instant[]): Instant {
  return moments.reduce((first, at) => (at < first ? at : first));
}

function latestOrOpen(moments: readonly (Instant | null)[]): Instant | null {
  return moments.reduce((last, at) => (last === null || at === null ? null : at > last ? at : last));
}

function takenBackSignals(deployment: LaneDeployment): FailureSignal[] {
  if (deployment.outcome !== "rolled_back") return [];
  const restoredAt = deployment.finishedAt;
  const detectedAt = deployment.takenBack?.decidedAt ?? restoredAt ?? deployment.startedAt;
  return [{ kind: "rolled_back", id: deployment.id, detectedAt, restoredAt, isByPerson: false }];
}

function rollbackMsOf(deployment: LaneDeployment, kind: RecordKind): number | null {
  if (deployment.outcome === "rolled_back") return deployment.takenBack?.tookMs ?? null;
  if (kind !== "rollback" || deployment.outcome !== "succeeded" || deployment.finishedAt === null) return null;
  return Math.max(0, deployment.finishedAt - deployment.startedAt);
}

function goOn(soFar: MutableLane, deployment: LaneDeployment, record: DeliveryRecord): void {
  for (const incident of deployment.incidents)
    soFar.troubles.push({ from: incident.detectedAt, until: incident.resolvedAt });
  if (deployment.outcome !== "succeeded") return;
  if (soFar.live !== null) soFar.liveBefore.add(soFar.live);
  soFar.live = record.version;
  soFar.liveId = record.deploymentId;
}

/** A deployment that the next change of version took back again is told so. */
function withRollbacksAfter(records: readonly DeliveryRecord[]): DeliveryRecord[] {
  const signals = new Map<string, FailureSignal>();
  let live: DeliveryRecord | null = null;
  for (const record of records) {
    if (record.outcome !== "succeeded") continue;
    if (record.kind === "rollback" && live !== null && live.kind !== "rollback" && live.version !== record.version) {
      const { deploymentId, startedAt, finishedAt } = record;
      signals.set(live.deploymentId, {
        kind: "followed_by_rollback",
        id: deploymentId,
        detectedAt: startedAt,
        restoredAt: finishedAt,
        isByPerson: false,
      });
    }
    if (record.kind !== "redeploy" && record.kind !== "flag_only") live = record;
  }
  return records.map((record) => {
    const signal = signals.get(record.deploymentId);
    return signal ? { ...record, failures: [...record.failures, signal] } : record;
  });
}
