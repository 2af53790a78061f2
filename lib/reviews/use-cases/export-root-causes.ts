import { exportInput, exportOf } from "@/lib/platform/export/export-list";
import { defineQuery } from "@/lib/platform/use-case";
import { ListRootCausesInput } from "../contract";
import { listRootCauses } from "./read-root-causes";

/** What needs a root cause, with these filters, as a file. */
export const exportRootCauses = defineQuery({
  name: "root-cause.export",
  permission: "review:read",
  input: exportInput(ListRootCausesInput),
  handle: exportOf({
    rows: "root-causes",
    list: listRootCauses,
    columns: {
      subject_kind: (row) => row.subjectKind,
      subject: (row) => row.subjectName,
      service: (row) => row.service.slug,
      why: (row) => row.why,
      since: (row) => row.since,
      state: (row) => row.duty.state,
      due_at: (row) => row.duty.dueAt,
      overdue: (row) => row.duty.isOverdue,
      document: (row) => row.reference,
      subject_id: (row) => row.subjectId,
    },
  }),
});
