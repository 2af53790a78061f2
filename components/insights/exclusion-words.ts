import type { ExclusionReason } from "@/lib/insights/domain/counting";

/** Why rows are left out, as people read it: "12 without a change ticket". */
export const exclusionWords: Readonly<Record<ExclusionReason, string>> = {
  running: "still running",
  cancelled: "cancelled",
  failed_attempt: "failed attempts that reached no users",
  taken_back: "taken back",
  rollback: "rollbacks, counted apart",
  redeploy: "redeploys of the same version",
  flag_only: "flag changes without a new version",
  emergency: "emergency deployments",
  unauthorized: "without a change ticket",
  imported: "imported",
  tier: "of a tier that is not counted",
  no_changes: "without known changes",
  no_lead_time: "changes whose beginning is not known",
  not_failed: "that did not fail",
  not_restored: "failed and not restored yet",
  not_a_rollback: "that were no rollback",
  not_measured: "whose time was not measured",
};

/** Reasons that say nothing about quality of data: what a measure is not about. */
export const expectedExclusions: ReadonlySet<ExclusionReason> = new Set(["not_failed", "not_a_rollback"]);
