import { exportInput, exportOf } from "@/lib/platform/export/export-list";
import { defineQuery } from "@/lib/platform/use-case";
import { ListActionsInput } from "../contract";
import { listReviewActions } from "./read-actions";

/** Actions of reviews with these filters as a file. */
export const exportReviewActions = defineQuery({
  name: "review-action.export",
  permission: "review:read",
  input: exportInput(ListActionsInput),
  handle: exportOf({
    rows: "review-actions",
    list: listReviewActions,
    columns: {
      reference: (row) => row.reference,
      title: (row) => row.title,
      origin_kind: (row) => row.originKind,
      owner: (row) => row.owner.name,
      owner_is_active: (row) => row.isOwnerActive,
      due_at: (row) => row.dueAt,
      state: (row) => row.state,
      overdue: (row) => row.isOverdue,
      evidence: (row) => row.evidence,
      settled_at: (row) => row.settledAt,
      id: (row) => row.id,
    },
  }),
});
