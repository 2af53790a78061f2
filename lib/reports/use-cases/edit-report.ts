import { requireRevision } from "@/lib/platform/refusals";
import { defineUseCase } from "@/lib/platform/use-case";
import { EditReportInput, type ReportView, type SavedReport } from "../contract";
import { saveReport } from "../report-store";
import { checkReport, lockedReport, runAfter, secretFor, withoutSecret } from "./report-fields";

/** Change a report. What was sent stays as it was. */
export const editReport = defineUseCase({
  name: "report.edit",
  permission: "report:write",
  input: EditReportInput,
  subject: (input) => ({ kind: "report", id: input.id ?? null }),
  remember: withoutSecret,
  async handle({ input, actor, tx, now, runtime, record, hint }): Promise<SavedReport> {
    const { id, revision, isPaused, ...change } = input;
    const { before, secret } = await lockedReport(tx, id);
    requireRevision(before, revision);
    const fields = { ...pick(before), ...defined(change) };
    await checkReport(fields, actor, runtime);
    const fresh = secretFor(id, fields.recipients, secret, runtime);
    const wasPaused = before.nextRunAt === null;
    const nextRunAt = (isPaused ?? wasPaused) ? null : runAfter(fields, now);
    await saveReport(tx, id, { ...fields, nextRunAt, secret: fresh.sealed });
    const { before: after } = await lockedReport(tx, id);
    await record({ subject: { kind: "report", id, name: after.name }, before, after });
    await hint({ topic: "report", id, revision: after.revision });
    return { ...after, secret: fresh.shown };
  },
});

function pick({ name, content, cadence, timeZone, recipients }: ReportView) {
  return { name, content, cadence, timeZone, recipients };
}

function defined<Fields extends object>(fields: Fields): { [Name in keyof Fields]: NonNullable<Fields[Name]> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never;
}
