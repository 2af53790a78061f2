import { z } from "zod";
import { AppError } from "@/lib/kernel/app-error";
import { instant } from "@/lib/kernel/instant";
import type { Actor } from "@/lib/platform/auth/actor";
import { prismaExecutor } from "@/lib/platform/db/executor";
import type { Runtime } from "@/lib/platform/runtime";
import { defineUseCase } from "@/lib/platform/use-case";
import { nextRun } from "../domain/cadence";
import { type DueReport, insertRun, lockDueReports, setNextRun } from "../report-store";
import { type ComposedReport, composeReport } from "./compose-report";
import { addressees } from "./report-fields";

const AT_ONCE = 10;

/**
 * Make every report whose time has come, once, and set when it is due next. Times that passed while nothing ran are made
 * up for by one run, not by many. Answers how many were made. For the worker.
 */
export const makeDueReports = defineUseCase({
  name: "report.make",
  permission: "report:write",
  input: z.strictObject({}),
  subject: () => ({ kind: "report", id: null }),
  async handle({ actor, tx, ids, now, runtime, record, hint }): Promise<number> {
    const executor = prismaExecutor(tx);
    const due = await lockDueReports(executor, new Date(now), AT_ONCE);
    for (const report of due) {
      const id = ids.next("run");
      const made = await composed(report, actor, runtime);
      const to = made.data === null ? [] : await addressees(executor, report.recipients);
      const deliveries = to.map((one) => ({ id: ids.next("msg"), ...one }));
      const at = { dueAt: report.nextRunAt, madeAt: new Date(now) };
      await insertRun(tx, { id, reportId: report.id, ...at, cause: "schedule", by: actor.name, ...made, deliveries });
      await setNextRun(executor, report.id, new Date(nextRun(report.cadence, report.timeZone, instant(now))));
      const subject = { kind: "report", id: report.id, name: report.name };
      await record({ subject, after: { runId: id, subject: made.subject, to } });
      await hint({ topic: "report", id: report.id, revision: 0 });
    }
    if (due.length === 0) await record({ subject: { kind: "report", id: null }, after: { made: 0 } });
    return due.length;
  },
});

/** A report that cannot be made any more (its team is gone, for one) says so in its history and is sent to nobody. */
async function composed(
  report: DueReport,
  actor: Actor,
  runtime: Runtime,
): Promise<Omit<ComposedReport, "data"> & { readonly data: ComposedReport["data"] | null }> {
  try {
    return await composeReport(report, actor, runtime);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const text = `${report.name} could not be made. ${error.message}`;
    return { subject: text.slice(0, 200), html: "", text, data: null };
  }
}
