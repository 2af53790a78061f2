import type { Instant } from "@/lib/kernel/instant";
import { contributionOf, type ExclusionReason, failureOf, leadTimeExclusion, leadTimeOf } from "./counting";
import { type DeliveryRecord, tookEffectAt } from "./delivery-record";
import type { InsightRules } from "./insight-rules";

/** What an objective asks of each record. Lengths in milliseconds. */
export type EventQuestion =
  | { readonly measure: "deployment_frequency" | "change_failure_rate" | "rollback_success" }
  | {
      readonly measure: "lead_time" | "restore_time" | "rollback_time" | "time_to_detect";
      readonly withinMs: number;
    };

/** What a record adds: events, each good or not, null when it cannot be said yet; or why it adds none. */
export type RecordEvents =
  | { readonly kind: "events"; readonly isGood: readonly (boolean | null)[] }
  | { readonly kind: "excluded"; readonly reason: ExclusionReason };

const events = (...isGood: (boolean | null)[]): RecordEvents => ({ kind: "events", isGood });
const excluded = (reason: ExclusionReason): RecordEvents => ({ kind: "excluded", reason });

/** The events of a record for an objective, by the same rules as the figures of delivery. */
export function eventsOf(
  question: EventQuestion,
  record: DeliveryRecord,
  rules: InsightRules,
  now: Instant,
): RecordEvents {
  switch (question.measure) {
    case "deployment_frequency": {
      const contribution = contributionOf("deployment_frequency", record, rules);
      return contribution.kind === "counted" ? events(true) : excluded(contribution.reason);
    }
    case "change_failure_rate": {
      const contribution = contributionOf("change_failure_rate", record, rules);
      return contribution.kind === "counted" ? events(contribution.value === 0) : excluded(contribution.reason);
    }
    case "lead_time":
      return leadEvents(record, rules, question.withinMs);
    case "restore_time":
      return restoreEvents(record, rules, question.withinMs, now);
    case "rollback_time": {
      const contribution = contributionOf("rollback_time", record, rules);
      if (contribution.kind === "counted") return events(contribution.value <= question.withinMs);
      // There was a rollback, and nobody knows how long it took.
      return contribution.reason === "not_measured" ? events(null) : excluded(contribution.reason);
    }
    case "rollback_success":
      return rollbackEvents(record, rules);
    case "time_to_detect":
      return detectionEvents(record, rules, question.withinMs);
  }
}

/** A rollback is good when the version before has the traffic and did not fail there in its turn; one under way is open. */
function rollbackEvents(record: DeliveryRecord, rules: InsightRules): RecordEvents {
  const contribution = contributionOf("rollback_time", record, rules);
  const isMeasured = contribution.kind === "counted" || contribution.reason === "not_measured";
  if (record.kind === "rollback" && record.outcome === "running") return events(null);
  if (!isMeasured) return excluded(contribution.reason);
  if (record.outcome === "cancelled") return excluded("cancelled");
  // Taken back on its way: the record ends as rolled back only when the traffic was back.
  if (record.outcome === "rolled_back") return events(true);
  return events(record.outcome === "succeeded" && failureOf(record, rules) === null);
}

/** From when users got it to the first that anybody, or anything, said of the failure. */
function detectionEvents(record: DeliveryRecord, rules: InsightRules, withinMs: number): RecordEvents {
  const contribution = contributionOf("change_failure_rate", record, rules);
  if (contribution.kind === "excluded") return excluded(contribution.reason);
  const failure = failureOf(record, rules);
  return failure ? events(failure.detectedAt - tookEffectAt(record) <= withinMs) : excluded("not_failed");
}

/** Of each change; one whose beginning is not known may have been fast or slow. */
function leadEvents(record: DeliveryRecord, rules: InsightRules, withinMs: number): RecordEvents {
  const reason = leadTimeExclusion(record, rules);
  if (reason) return excluded(reason);
  return events(
    ...record.changes.map((change) => {
      const leadTimeMs = leadTimeOf(change, rules);
      return leadTimeMs === null ? null : leadTimeMs <= withinMs;
    }),
  );
}

/** What is not restored is bad once its time is over, and open before. */
function restoreEvents(record: DeliveryRecord, rules: InsightRules, withinMs: number, now: Instant): RecordEvents {
  const contribution = contributionOf("recovery_from_detection", record, rules);
  if (contribution.kind === "counted") return events(contribution.value <= withinMs);
  if (contribution.reason !== "not_restored") return excluded(contribution.reason);
  const failure = failureOf(record, rules);
  if (!failure) return excluded("not_failed");
  return events(now - failure.detectedAt > withinMs ? false : null);
}
