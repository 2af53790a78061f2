import { requireRevision } from "@/lib/platform/refusals";
import { defineUseCase } from "@/lib/platform/use-case";
import { DeleteReportInput } from "../contract";
import { deleteReportRow } from "../report-store";
import { lockedReport } from "./report-fields";

/** Delete a report with the history of what it sent. */
export const deleteReport = defineUseCase({
  name: "report.delete",
  permission: "report:write",
  input: DeleteReportInput,
  subject: (input) => ({ kind: "report", id: input.id ?? null }),
  async handle({ input, tx, record, hint }): Promise<{ id: string }> {
    const { before } = await lockedReport(tx, input.id);
    requireRevision(before, input.revision);
    await deleteReportRow(tx, input.id);
    await record({ subject: { kind: "report", id: input.id, name: before.name }, before });
    await hint({ topic: "report", id: input.id, revision: before.revision + 1 });
    return { id: input.id };
  },
});
