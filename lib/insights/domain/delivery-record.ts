import type { Instant } from "@/lib/kernel/instant";

export type RecordKind = "normal" | "rollback" | "hotfix" | "redeploy" | "emergency" | "flag_only";
export type RecordOrigin = "rollout" | "rollback" | "pipeline" | "import";
export type RecordOutcome = "running" | "succeeded" | "failed" | "rolled_back" | "cancelled";
export type RecordStrategy = "canary" | "blue_green" | "rolling" | "immediate";

/** Why a deployment counts as failed. Which of these count is a rule. */
export interface FailureSignal {
  /** An incident it caused; it was taken back while it was on its way; the next thing that happened was a rollback. */
  readonly kind: "incident" | "rolled_back" | "followed_by_rollback";
  /** Of the incident, or of the deployment that took it back. */
  readonly id: string;
  readonly detectedAt: Instant;
  /** Null while it is not restored. */
  readonly restoredAt: Instant | null;
  /** A person said so. */
  readonly isByPerson: boolean;
}

/** Names of stages, in the order in which a change goes through them. Others may come from pipelines. */
export const stageNames = [
  "coding",
  "pickup",
  "review",
  "merge_wait",
  "build",
  "test",
  "approval",
  "data_preparation",
  "deploy_wait",
  "deploy",
] as const;

/** One change that a deployment brought: its lead time and the stages that add up to it. */
export interface ChangeLeadTime {
  readonly id: string;
  /** How people name it: `#12`, a short commit. */
  readonly name: string;
  /** Null when its beginning is not known; then it has no lead time. */
  readonly startedAt: Instant | null;
  readonly totalMs: number | null;
  /** Milliseconds by stage. Their sum is at most the total; what is missing is time that no signal explains. */
  readonly stagesMs: Readonly<Record<string, number>>;
}

/** What is known of one deployment, as figures need it. Independent of rules: rules are applied when a figure is made. */
export interface DeliveryRecord {
  readonly deploymentId: string;
  readonly serviceId: string;
  readonly environmentId: string;
  readonly teamId: string | null;
  readonly tier: number;
  readonly version: string;
  readonly previousVersion: string | null;
  readonly kind: RecordKind;
  readonly origin: RecordOrigin;
  readonly outcome: RecordOutcome;
  readonly startedAt: Instant;
  readonly finishedAt: Instant | null;
  readonly isEmergency: boolean;
  /** Made because of an incident that an earlier deployment caused. */
  readonly isRework: boolean;
  readonly ticketKey: string | null;
  /** A change ticket permits it. */
  readonly isAuthorized: boolean;
  readonly strategy: RecordStrategy | null;
  readonly failures: readonly FailureSignal[];
  /** For rollbacks and for what was taken back: how long that took. */
  readonly rollbackMs: number | null;
  readonly changes: readonly ChangeLeadTime[];
  /** Why there are no changes; null when there are. */
  readonly changesGap: string | null;
}

/** The moment by which a record belongs to a period: its end, or its start while it runs. */
export function momentOf(record: Pick<DeliveryRecord, "startedAt" | "finishedAt">): Instant {
  return record.finishedAt ?? record.startedAt;
}

/** When users got it: what was taken back on its way reached its first users when it started. */
export function tookEffectAt(record: Pick<DeliveryRecord, "startedAt" | "finishedAt" | "outcome">): Instant {
  return record.outcome === "rolled_back" ? record.startedAt : momentOf(record);
}
