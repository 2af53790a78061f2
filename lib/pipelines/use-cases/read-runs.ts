import { prismaExecutor } from "@/lib/platform/db/executor";
import type { Page } from "@/lib/platform/paging";
import { notFound } from "@/lib/platform/refusals";
import { defineQuery } from "@/lib/platform/use-case";
import { ListRunsInput, type RunDetail, RunIdInput, type RunView } from "../contract";
import { findRun, listRunViews } from "../run-list-read-model";

/** Pipeline runs, those that wait first, then newest first. */
export const listPipelineRuns = defineQuery({
  name: "pipeline-run.list",
  permission: "catalog:read",
  input: ListRunsInput,
  handle: ({ input, db }): Promise<Page<RunView>> => listRunViews(prismaExecutor(db), input),
});

/** One run with its stages, the waits between them, and what it deployed. */
export const getPipelineRun = defineQuery({
  name: "pipeline-run.get",
  permission: "catalog:read",
  input: RunIdInput,
  async handle({ input, db }): Promise<RunDetail> {
    const run = await findRun(prismaExecutor(db), input.id);
    if (!run) throw notFound("pipeline run", input.id.slice(0, 60));
    return run;
  },
});
