import { listCell } from "@/lib/platform/export/cells";
import { exportInput, exportOf } from "@/lib/platform/export/export-list";
import { defineQuery } from "@/lib/platform/use-case";
import { ListRunsInput } from "../contract";
import { listPipelineRuns } from "./read-runs";

/** Pipeline runs with these filters as a file, newest first. */
export const exportPipelineRuns = defineQuery({
  name: "pipeline-run.export",
  permission: "catalog:read",
  input: exportInput(ListRunsInput),
  handle: exportOf({
    rows: "pipeline-runs",
    list: listPipelineRuns,
    columns: {
      name: (row) => row.name,
      service: (row) => row.service?.slug ?? null,
      repository: (row) => row.repository,
      branch: (row) => row.branch,
      version: (row) => row.version,
      commit: (row) => row.commitSha,
      state: (row) => row.state,
      queued_at: (row) => row.queuedAt,
      started_at: (row) => row.startedAt,
      finished_at: (row) => row.finishedAt,
      duration_ms: (row) => row.durationMs,
      stages: (row) => row.stages.length,
      slowest_stage: (row) => row.slowest?.name ?? null,
      slowest_stage_ms: (row) => row.slowest?.durationMs ?? null,
      deployed: (row) => listCell(row.deployments.map(({ environment, version }) => `${environment.slug}=${version}`)),
      url: (row) => row.url,
      id: (row) => row.id,
    },
  }),
});
