import { operation } from "@/lib/platform/http/operation";
import { DeletedReport, ReportPage, RunPage, RunView, SavedReport } from "./contract";
import { createReport } from "./use-cases/create-report";
import { deleteReport } from "./use-cases/delete-report";
import { editReport } from "./use-cases/edit-report";
import { listReportRuns, listReports } from "./use-cases/read-reports";
import { sendReport } from "./use-cases/send-report";

const tag = "Reports";

export const reportOperations = {
  listReports: operation({
    id: "listReports",
    method: "GET",
    path: "/reports",
    tag,
    summary: "List scheduled reports with when they run next",
    useCase: listReports,
    output: ReportPage,
  }),
  createReport: operation({
    id: "createReport",
    method: "POST",
    path: "/reports",
    tag,
    summary: "Schedule figures to be sent by mail or webhook",
    useCase: createReport,
    output: SavedReport,
    status: 201,
  }),
  editReport: operation({
    id: "editReport",
    method: "PATCH",
    path: "/reports/{id}",
    tag,
    summary: "Edit, pause or resume a report",
    useCase: editReport,
    output: SavedReport,
  }),
  deleteReport: operation({
    id: "deleteReport",
    method: "DELETE",
    path: "/reports/{id}",
    tag,
    summary: "Delete a report with its history",
    useCase: deleteReport,
    output: DeletedReport,
  }),
  sendReport: operation({
    id: "sendReport",
    method: "POST",
    path: "/reports/{id}/send",
    tag,
    summary: "Make a report now and send it",
    useCase: sendReport,
    output: RunView,
    status: 202,
  }),
  listReportRuns: operation({
    id: "listReportRuns",
    method: "GET",
    path: "/reports/{id}/runs",
    tag,
    summary: "List what a report sent, to whom, and what became of it",
    useCase: listReportRuns,
    output: RunPage,
  }),
};
