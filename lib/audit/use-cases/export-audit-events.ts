import { jsonCell } from "@/lib/platform/export/cells";
import { exportInput, exportOf } from "@/lib/platform/export/export-list";
import { defineQuery } from "@/lib/platform/use-case";
import { ListAuditInput } from "../contract";
import { listAuditEvents } from "./list-audit-events";

/** Audit records with these filters as a file, newest first. Taking them out is on record itself. */
export const exportAuditEvents = defineQuery({
  name: "audit.export",
  permission: "audit:read",
  input: exportInput(ListAuditInput),
  handle: exportOf({
    rows: "audit-records",
    list: listAuditEvents,
    columns: {
      id: (row) => row.id,
      at: (row) => row.at,
      actor_kind: (row) => row.actorKind,
      actor: (row) => row.actorName,
      actor_id: (row) => row.actorId,
      action: (row) => row.action,
      outcome: (row) => row.outcome,
      subject_kind: (row) => row.subjectKind,
      subject_id: (row) => row.subjectId,
      subject: (row) => row.subjectName,
      reason: (row) => row.reason,
      before: (row) => jsonCell(row.before),
      after: (row) => jsonCell(row.after),
      detail: (row) => jsonCell(row.detail),
      request_id: (row) => row.requestId,
      source_address: (row) => row.sourceAddress,
    },
  }),
});
