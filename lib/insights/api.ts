import { z } from "zod";
import { operation } from "@/lib/platform/http/operation";
import { BuildState, FiguresAnswer, RebuildResult, RowsAnswer, RulesVersions, RulesVersionView } from "./contract";
import { HealthBoard } from "./health-contract";
import { exportFigures, exportRows } from "./use-cases/export-csv";
import { getBuildState } from "./use-cases/read-build-state";
import { getFigures } from "./use-cases/read-figures";
import { getHealthBoard } from "./use-cases/read-health";
import { listFigureRows } from "./use-cases/read-rows";
import { listRules } from "./use-cases/read-rules";
import { rebuildRecords } from "./use-cases/rebuild";
import { saveRules } from "./use-cases/save-rules";

const tag = "Insights";

export const insightOperations = {
  getFigures: operation({
    id: "getFigures",
    method: "GET",
    path: "/insights/figures",
    tag,
    summary: "Get delivery figures: each with rule version, n, interval and what it leaves out",
    useCase: getFigures,
    output: FiguresAnswer,
  }),
  exportFigures: operation({
    id: "exportFigures",
    method: "GET",
    path: "/insights/figures/export",
    tag,
    summary: "Export delivery figures as CSV",
    useCase: exportFigures,
    output: z.string(),
    file: ["text/csv"],
  }),
  listFigureRows: operation({
    id: "listFigureRows",
    method: "GET",
    path: "/insights/rows",
    tag,
    summary: "List the deployments or changes behind a figure",
    useCase: listFigureRows,
    output: RowsAnswer,
  }),
  exportFigureRows: operation({
    id: "exportFigureRows",
    method: "GET",
    path: "/insights/rows/export",
    tag,
    summary: "Export the rows behind a figure as CSV",
    useCase: exportRows,
    output: z.string(),
    file: ["text/csv"],
  }),
  getHealthBoard: operation({
    id: "getHealthBoard",
    method: "GET",
    path: "/insights/health",
    tag,
    summary: "Get the health of recent releases, and for which of them it is known",
    useCase: getHealthBoard,
    output: HealthBoard,
  }),
  listInsightRules: operation({
    id: "listInsightRules",
    method: "GET",
    path: "/insights/rules",
    tag,
    summary: "List the versions of what delivery figures count",
    useCase: listRules,
    output: RulesVersions,
  }),
  saveInsightRules: operation({
    id: "saveInsightRules",
    method: "POST",
    path: "/insights/rules",
    tag,
    summary: "Add a version of what delivery figures count",
    useCase: saveRules,
    output: RulesVersionView,
    status: 201,
  }),
  getBuildState: operation({
    id: "getBuildState",
    method: "GET",
    path: "/insights/build",
    tag,
    summary: "Get how far the delivery records are",
    useCase: getBuildState,
    output: BuildState,
  }),
  rebuildRecords: operation({
    id: "rebuildRecords",
    method: "POST",
    path: "/insights/build",
    tag,
    summary: "Make every delivery record again beside the present ones, then change over",
    useCase: rebuildRecords,
    output: RebuildResult,
    status: 202,
  }),
};
