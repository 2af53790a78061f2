import { prismaExecutor } from "@/lib/platform/db/executor";
import type { Page } from "@/lib/platform/paging";
import { notFound } from "@/lib/platform/refusals";
import { defineQuery } from "@/lib/platform/use-case";
import { ListReportsInput, ListRunsInput, type ReportView, type RunView } from "../contract";
import { findReport, listReportViews, listRunViews } from "../report-read-model";

/** Scheduled reports, oldest first, with when they run next and how the last run went. */
export const listReports = defineQuery({
  name: "report.list",
  permission: "insights:read",
  input: ListReportsInput,
  handle: ({ input, db }): Promise<Page<ReportView>> => listReportViews(prismaExecutor(db), input),
});

/** What a report sent, newest first: to whom, and what became of it. */
export const listReportRuns = defineQuery({
  name: "report.runs",
  permission: "insights:read",
  input: ListRunsInput,
  async handle({ input, db }): Promise<Page<RunView>> {
    const { id, ...page } = input;
    if (!(await findReport(prismaExecutor(db), id))) throw notFound("report", id);
    return listRunViews(prismaExecutor(db), { ...page, reportId: id });
  },
});
