import { prismaExecutor } from "@/lib/platform/db/executor";
import { defineUseCase } from "@/lib/platform/use-case";
import { type RunView, SendReportInput } from "../contract";
import { sendReportsJob } from "../jobs";
import { listRunViews } from "../report-read-model";
import { insertRun } from "../report-store";
import { composeReport } from "./compose-report";
import { addressees, lockedReport } from "./report-fields";

/** Make a report now and send it to its recipients. Its schedule stays as it is. */
export const sendReport = defineUseCase({
  name: "report.send",
  permission: "report:write",
  input: SendReportInput,
  subject: (input) => ({ kind: "report", id: input.id ?? null }),
  async handle({ input, actor, tx, ids, now, runtime, record, enqueue, hint }): Promise<RunView> {
    const { before: report } = await lockedReport(tx, input.id);
    const composed = await composeReport(report, actor, runtime);
    const id = ids.next("run");
    const at = new Date(now);
    const to = await addressees(prismaExecutor(tx), report.recipients);
    const deliveries = to.map((one) => ({ id: ids.next("msg"), ...one }));
    await insertRun(tx, {
      id,
      reportId: report.id,
      dueAt: at,
      madeAt: at,
      cause: "person",
      by: actor.name,
      ...composed,
      deliveries,
    });
    await enqueue(sendReportsJob, {});
    await record({
      subject: { kind: "report", id: report.id, name: report.name },
      after: { runId: id, to },
    });
    await hint({ topic: "report", id: report.id, revision: report.revision });
    const [run] = (await listRunViews(prismaExecutor(tx), { reportId: report.id, limit: 1 })).items;
    if (!run) throw new Error("a run that was just inserted is not there");
    return run;
  },
});
