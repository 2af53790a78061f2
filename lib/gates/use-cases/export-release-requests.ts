import { listCell } from "@/lib/platform/export/cells";
import { exportInput, exportOf } from "@/lib/platform/export/export-list";
import { defineQuery } from "@/lib/platform/use-case";
import { ListReleaseRequestsInput } from "../contract";
import { listReleaseRequests } from "./read-releases";

/** Release requests with these filters as a file, newest first. */
export const exportReleaseRequests = defineQuery({
  name: "release-request.export",
  permission: "gate:read",
  input: exportInput(ListReleaseRequestsInput),
  handle: exportOf({
    rows: "release-requests",
    list: listReleaseRequests,
    columns: {
      reference: (row) => row.reference,
      service: (row) => row.service.slug,
      tier: (row) => row.service.tier,
      environment: (row) => row.environment.slug,
      version: (row) => row.version,
      note: (row) => row.note,
      ticket: (row) => row.ticket,
      requested_by: (row) => row.requestedBy,
      requested_at: (row) => row.requestedAt,
      why_the_board: (row) => listCell(row.boardCauses),
      board: (row) => row.board?.outcome ?? null,
      board_reason: (row) => row.board?.reason ?? null,
      board_by: (row) => row.board?.decidedBy ?? null,
      board_at: (row) => row.board?.at ?? null,
      approvals: (row) => row.approvals.valid.length,
      approvals_needed: (row) => row.approvals.needed,
      approved_by: (row) => listCell(row.approvals.valid.map(({ by }) => by)),
      risk_percent: (row) => row.riskPercent,
      gate: (row) => row.gate.answer,
      gate_says: (row) => row.gate.sentence,
      id: (row) => row.id,
    },
  }),
});
