import { exportInput, exportOf } from "@/lib/platform/export/export-list";
import { defineQuery } from "@/lib/platform/use-case";
import { ListWaiversInput } from "../contract";
import { listWaivers } from "./read-waivers";

/** The registry of waivers with these filters as a file. */
export const exportWaivers = defineQuery({
  name: "waiver.export",
  permission: "waiver:read",
  input: exportInput(ListWaiversInput),
  handle: exportOf({
    rows: "waivers",
    list: listWaivers,
    columns: {
      reference: (row) => row.reference,
      state: (row) => row.state,
      kind: (row) => row.kind,
      subject: (row) => row.subjectName ?? row.subject,
      service: (row) => row.service.slug,
      environment: (row) => row.environment.slug,
      team: (row) => row.team?.slug ?? null,
      justification: (row) => row.justification,
      starts_at: (row) => row.startsAt,
      ends_at: (row) => row.endsAt,
      bends_from: (row) => row.bends?.from ?? null,
      bends_to: (row) => row.bends?.to ?? null,
      requested_by: (row) => row.requestedBy,
      requested_at: (row) => row.requestedAt,
      risk: (row) => row.riskLevel,
      risk_score: (row) => row.riskScore,
      approvals: (row) => row.validApprovals,
      approvals_needed: (row) => row.need.approvals,
      renewals: (row) => row.renewals,
      review: (row) => row.review.duty,
      review_due_at: (row) => row.review.dueAt,
      id: (row) => row.id,
    },
  }),
});
