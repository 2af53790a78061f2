import { prismaExecutor } from "@/lib/platform/db/executor";
import { defineUseCase } from "@/lib/platform/use-case";
import { CreateReportInput, type SavedReport } from "../contract";
import { findReport } from "../report-read-model";
import { insertReport } from "../report-store";
import { checkReport, runAfter, secretFor, withoutSecret } from "./report-fields";

/** Schedule figures to be sent. The answer has the signing secret, once, when there are webhooks. */
export const createReport = defineUseCase({
  name: "report.create",
  permission: "report:write",
  input: CreateReportInput,
  subject: (input) => ({ kind: "report", id: null, ...(input.name ? { name: input.name } : {}) }),
  remember: withoutSecret,
  async handle({ input, actor, tx, ids, now, runtime, record, hint }): Promise<SavedReport> {
    await checkReport(input, actor, runtime);
    const id = ids.next("rpt");
    const fresh = secretFor(id, input.recipients, null, runtime);
    const nextRunAt = runAfter(input, now);
    await insertReport(tx, { id, createdBy: actor.name, ...input, nextRunAt, secret: fresh.sealed });
    const created = await findReport(prismaExecutor(tx), id);
    if (!created) throw new Error("a report that was just inserted is not there");
    await record({ subject: { kind: "report", id, name: input.name }, after: created });
    await hint({ topic: "report", id, revision: 1 });
    return { ...created, secret: fresh.shown };
  },
});
