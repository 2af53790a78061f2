import { exportInput, exportOf } from "@/lib/platform/export/export-list";
import { defineQuery } from "@/lib/platform/use-case";
import { ListRolloutsInput } from "../api-contract";
import { listRollouts } from "./read-rollouts";

/** Rollouts with these filters as a file, newest first. */
export const exportRollouts = defineQuery({
  name: "rollout.export",
  permission: "rollout:read",
  input: exportInput(ListRolloutsInput),
  handle: exportOf({
    rows: "rollouts",
    list: listRollouts,
    columns: {
      number: (row) => row.number,
      service: (row) => row.service.slug,
      environment: (row) => row.environment.slug,
      strategy: (row) => row.strategy,
      purpose: (row) => row.purpose,
      stable_version: (row) => row.stableVersion,
      new_version: (row) => row.canaryVersion,
      phase: (row) => row.phase,
      rollback_cause: (row) => row.rollbackCause,
      step: (row) => (row.stepIndex === null ? null : row.stepIndex + 1),
      steps: (row) => row.stepCount,
      wanted_share_percent: (row) => row.desiredSharePercent,
      observed_share_percent: (row) => row.observedSharePercent,
      needs_attention: (row) => row.needsAttention,
      stands: (row) => row.sentence,
      started_by: (row) => row.startedBy,
      created_at: (row) => row.createdAt,
      started_at: (row) => row.startedAt,
      finished_at: (row) => row.finishedAt,
      id: (row) => row.id,
    },
  }),
});
