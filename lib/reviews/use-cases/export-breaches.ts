import { exportInput, exportOf } from "@/lib/platform/export/export-list";
import { defineQuery } from "@/lib/platform/use-case";
import { ListBreachesInput } from "../contract";
import { listBreaches } from "./read-breaches";

/** Breaches with these filters as a file. */
export const exportBreaches = defineQuery({
  name: "breach.export",
  permission: "review:read",
  input: exportInput(ListBreachesInput),
  handle: exportOf({
    rows: "breaches",
    list: listBreaches,
    columns: {
      reference: (row) => row.reference,
      state: (row) => row.state,
      subject_kind: (row) => row.subjectKind,
      subject: (row) => row.subjectName,
      service: (row) => row.service.slug,
      environment: (row) => row.environment?.slug ?? null,
      tier: (row) => row.tier,
      period_from: (row) => row.periodFrom,
      period_to: (row) => row.periodTo,
      opened_at: (row) => row.openedAt,
      causes: (row) => row.causes.map(({ sentence }) => sentence).join(" "),
      root_cause: (row) => row.duty?.state ?? "not needed",
      root_cause_due_at: (row) => row.duty?.dueAt ?? null,
      root_cause_overdue: (row) => row.duty?.isOverdue ?? false,
      id: (row) => row.id,
    },
  }),
});
