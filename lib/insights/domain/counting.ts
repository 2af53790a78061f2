import type { Instant } from "@/lib/kernel/instant";
import { type ChangeLeadTime, type DeliveryRecord, type FailureSignal, tookEffectAt } from "./delivery-record";
import type { InsightRules } from "./insight-rules";
import type { Measure } from "./measures";

/** Why a row that belongs to the period is not in the figure. */
export const exclusionReasons = [
  "running",
  "cancelled",
  "failed_attempt",
  "taken_back",
  "rollback",
  "redeploy",
  "flag_only",
  "emergency",
  "unauthorized",
  "imported",
  "tier",
  "no_changes",
  "no_lead_time",
  "not_failed",
  "not_restored",
  "not_a_rollback",
  "not_measured",
] as const;
export type ExclusionReason = (typeof exclusionReasons)[number];

/** What a record adds to a figure: observations, with their values; or why it adds none. */
export type Contribution =
  | { readonly kind: "counted"; readonly value: number }
  | { readonly kind: "excluded"; readonly reason: ExclusionReason };

/** Under `rules`, why this deployment is not one that delivery figures count; null when it is. */
export function exclusionOf(record: DeliveryRecord, rules: InsightRules): ExclusionReason | null {
  if (record.outcome === "running") return "running";
  if (record.outcome === "cancelled") return "cancelled";
  if (record.kind === "rollback" && !rules.countRollbacks) return "rollback";
  if (record.kind === "redeploy" && !rules.countRedeploys) return "redeploy";
  return optedOut(record, rules);
}

/** What a visible option of the rules leaves out. */
function optedOut(record: DeliveryRecord, rules: InsightRules): ExclusionReason | null {
  if (!rules.tiers.includes(record.tier)) return "tier";
  if (record.kind === "flag_only" && !rules.countFlaggedChanges) return "flag_only";
  if (record.isEmergency && !rules.countEmergencies) return "emergency";
  if (!record.isAuthorized && !rules.countUnauthorized) return "unauthorized";
  if (record.origin === "import" && !rules.countImports) return "imported";
  return null;
}

export interface FailureVerdict {
  readonly signals: readonly FailureSignal[];
  readonly detectedAt: Instant;
  /** Null while it is not restored. */
  readonly restoredAt: Instant | null;
}

const hourMs = 3_600_000;

/**
 * Whether and by what a deployment failed under `rules`; null when it did not. Restored when its last incident was resolved; without
 * an incident, when it was taken back.
 */
export function failureOf(record: DeliveryRecord, rules: InsightRules): FailureVerdict | null {
  const effect = tookEffectAt(record);
  const signals = record.failures.filter((signal) => isFailure(signal, effect, rules));
  const [first] = signals;
  if (first === undefined) return null;
  const incidents = signals.filter((signal) => signal.kind === "incident");
  const ends = (incidents.length > 0 ? incidents : signals).map((signal) => signal.restoredAt);
  let detectedAt = first.detectedAt;
  for (const signal of signals) if (signal.detectedAt < detectedAt) detectedAt = signal.detectedAt;
  return { signals, detectedAt, restoredAt: lastOrOpen(ends) };
}

function isFailure(signal: FailureSignal, effect: Instant, rules: InsightRules): boolean {
  switch (signal.kind) {
    case "rolled_back":
      return rules.failBy.rolledBack;
    case "incident":
      return rules.failBy.incident && isInWindow(signal, effect, rules);
    case "followed_by_rollback":
      return rules.failBy.followedByRollback && isInWindow(signal, effect, rules);
  }
}

function isInWindow(signal: FailureSignal, effect: Instant, rules: InsightRules): boolean {
  return signal.isByPerson || signal.detectedAt - effect <= rules.failureWindowHours * hourMs;
}

function lastOrOpen(moments: readonly (Instant | null)[]): Instant | null {
  let last: Instant | null = null;
  for (const at of moments) {
    if (at === null) return null;
    if (last === null || at > last) last = at;
  }
  return last;
}

function excluded(reason: ExclusionReason): Contribution {
  return { kind: "excluded", reason };
}

function counted(value: number): Contribution {
  return { kind: "counted", value };
}

/** What a deployment adds to a measure of deployments: 1 or 0 for shares and counts, milliseconds for lengths of time. */
export function contributionOf(
  measure: Exclude<Measure, "lead_time">,
  record: DeliveryRecord,
  rules: InsightRules,
): Contribution {
  if (measure === "rollback_time") return rollbackContribution(record, rules);
  if (measure === "success_rate") return attemptContribution(record, rules);
  if (measure === "rework_rate" && rules.reworkCountsRollbacks && record.kind === "rollback") {
    const reason = record.outcome === "succeeded" ? optedOut(record, rules) : exclusionOf(record, rules);
    return reason ? excluded(reason) : counted(1);
  }
  const reason = exclusionOf(record, rules);
  if (reason) return excluded(reason);
  if (record.outcome === "failed") return excluded("failed_attempt");
  return effectContribution(measure, record, rules);
}

/** Of a deployment that took effect and is counted. */
function effectContribution(
  measure: Exclude<Measure, "lead_time" | "rollback_time" | "success_rate">,
  record: DeliveryRecord,
  rules: InsightRules,
): Contribution {
  switch (measure) {
    case "deployment_frequency":
      return record.outcome === "succeeded" ? counted(1) : excluded("taken_back");
    case "change_failure_rate":
      return counted(failureOf(record, rules) ? 1 : 0);
    case "rework_rate":
      return counted(record.isRework ? 1 : 0);
    case "progressive_share":
      return counted(record.strategy === null || record.strategy === "immediate" ? 0 : 1);
    case "recovery_from_deployment":
    case "recovery_from_detection":
      return recoveryContribution(measure, record, rules);
  }
}

function recoveryContribution(
  measure: "recovery_from_deployment" | "recovery_from_detection",
  record: DeliveryRecord,
  rules: InsightRules,
): Contribution {
  const failure = failureOf(record, rules);
  if (!failure) return excluded("not_failed");
  if (failure.restoredAt === null) return excluded("not_restored");
  const from = measure === "recovery_from_detection" ? failure.detectedAt : tookEffectAt(record);
  return counted(Math.max(0, failure.restoredAt - from));
}

function rollbackContribution(record: DeliveryRecord, rules: InsightRules): Contribution {
  if (record.outcome === "running") return excluded("running");
  if (record.kind !== "rollback" && record.outcome !== "rolled_back") return excluded("not_a_rollback");
  const reason = optedOut(record, rules);
  if (reason) return excluded(reason);
  return record.rollbackMs === null ? excluded("not_measured") : counted(record.rollbackMs);
}

/** Every attempt that ended counts, whatever the version: a redeploy that fails has failed. */
function attemptContribution(record: DeliveryRecord, rules: InsightRules): Contribution {
  if (record.outcome === "running") return excluded("running");
  if (record.outcome === "cancelled") return excluded("cancelled");
  if (record.kind === "rollback") return excluded("rollback");
  const reason = optedOut(record, rules);
  return reason ? excluded(reason) : counted(record.outcome === "succeeded" ? 1 : 0);
}

/** Why no change of this deployment has a lead time in the figures; null when they have. */
export function leadTimeExclusion(record: DeliveryRecord, rules: InsightRules): ExclusionReason | null {
  const reason = exclusionOf(record, rules);
  if (reason) return reason;
  if (record.outcome === "failed") return "failed_attempt";
  if (record.outcome === "rolled_back") return "taken_back";
  return record.changes.length === 0 ? "no_changes" : null;
}

/** Lead time of a change under `rules`, in milliseconds; null when it is not known. */
export function leadTimeOf(change: Pick<ChangeLeadTime, "totalMs" | "stagesMs">, rules: InsightRules): number | null {
  if (change.totalMs === null) return null;
  const left = rules.leaveOutDataPreparation ? (change.stagesMs.data_preparation ?? 0) : 0;
  return Math.max(0, change.totalMs - left);
}
