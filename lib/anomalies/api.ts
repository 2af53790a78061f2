import { exportOperation } from "@/lib/platform/export/export-operation";
import { operation } from "@/lib/platform/http/operation";
import { AnomalyRows, FindingDetail, FindingPage, FindingView, WatchState } from "./contract";
import { acknowledgeFinding } from "./use-cases/acknowledge-finding";
import { exportFindings } from "./use-cases/export-findings";
import { getFinding, getWatchState, listFindings } from "./use-cases/read-findings";
import { listAnomalyRows } from "./use-cases/read-rows";

const tag = "Anomalies";

export const anomalyOperations = {
  listAnomalies: operation({
    id: "listAnomalies",
    method: "GET",
    path: "/anomalies",
    tag,
    summary: "List what was found in the watched series, newest first",
    useCase: listFindings,
    output: FindingPage,
  }),
  getAnomaly: operation({
    id: "getAnomaly",
    method: "GET",
    path: "/anomalies/{id}",
    tag,
    summary: "Get an anomaly with the series around it",
    useCase: getFinding,
    output: FindingDetail,
  }),
  listAnomalyRows: operation({
    id: "listAnomalyRows",
    method: "GET",
    path: "/anomalies/{id}/rows",
    tag,
    summary: "List what a point of an anomaly's series is made of",
    useCase: listAnomalyRows,
    output: AnomalyRows,
  }),
  acknowledgeAnomaly: operation({
    id: "acknowledgeAnomaly",
    method: "POST",
    path: "/anomalies/{id}/acknowledge",
    tag,
    summary: "Acknowledge an anomaly with a reason",
    useCase: acknowledgeFinding,
    output: FindingView,
  }),
  getAnomalyWatch: operation({
    id: "getAnomalyWatch",
    method: "GET",
    path: "/anomalies/watch",
    tag,
    summary: "Get how many series are watched, and how far",
    useCase: getWatchState,
    output: WatchState,
  }),
  exportFindings: exportOperation({
    id: "exportFindings",
    rows: "anomalies",
    tag,
    useCase: exportFindings,
    row: FindingView,
  }),
};
