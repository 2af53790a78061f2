import { exportOperation } from "@/lib/platform/export/export-operation";
import { operation } from "@/lib/platform/http/operation";
import { RunDetail, RunPage, RunView } from "./contract";
import { exportPipelineRuns } from "./use-cases/export-pipeline-runs";
import { getPipelineRun, listPipelineRuns } from "./use-cases/read-runs";

const tag = "Pipelines";

export const pipelineOperations = {
  listPipelineRuns: operation({
    id: "listPipelineRuns",
    method: "GET",
    path: "/pipeline-runs",
    tag,
    summary: "List pipeline runs with their stages, the slowest of them, and what they deployed",
    useCase: listPipelineRuns,
    output: RunPage,
  }),
  getPipelineRun: operation({
    id: "getPipelineRun",
    method: "GET",
    path: "/pipeline-runs/{id}",
    tag,
    summary: "Get a pipeline run with its way through its stages",
    useCase: getPipelineRun,
    output: RunDetail,
  }),
  exportPipelineRuns: exportOperation({
    id: "exportPipelineRuns",
    rows: "pipeline-runs",
    tag,
    useCase: exportPipelineRuns,
    row: RunView,
  }),
};
