import { exportInput, exportOf } from "@/lib/platform/export/export-list";
import { defineQuery } from "@/lib/platform/use-case";
import { ListEmergenciesInput } from "../contract";
import { listEmergencies } from "./read-emergencies";

/** The log of emergency releases with these filters as a file. */
export const exportEmergencies = defineQuery({
  name: "emergency.export",
  permission: "waiver:read",
  input: exportInput(ListEmergenciesInput),
  handle: exportOf({
    rows: "emergencies",
    list: listEmergencies,
    columns: {
      reference: (row) => row.reference,
      state: (row) => row.state,
      service: (row) => row.service.slug,
      environment: (row) => row.environment.slug,
      version: (row) => row.rollout?.version ?? null,
      flag: (row) => row.flag?.key ?? null,
      reason: (row) => row.reason,
      passed: (row) => row.passed.map(({ message }) => message).join(" "),
      incident: (row) => row.incident?.key ?? null,
      started_by: (row) => row.startedBy,
      started_at: (row) => row.startedAt,
      ends_at: (row) => row.endsAt,
      over_at: (row) => row.overAt,
      review_due_at: (row) => row.reviewDueAt,
      review_outcome: (row) => row.review?.outcome ?? null,
      findings: (row) => row.review?.findings ?? null,
      reviewed_by: (row) => row.review?.reviewedBy ?? null,
      reviewed_at: (row) => row.review?.at ?? null,
      rollout: (row) => row.rollout?.id ?? null,
      deployment: (row) => row.deploymentId,
      id: (row) => row.id,
    },
  }),
});
