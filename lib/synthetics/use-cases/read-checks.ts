import { prismaExecutor } from "@/lib/platform/db/executor";
import { notFound } from "@/lib/platform/refusals";
import { defineQuery } from "@/lib/platform/use-case";
import { findCheckRow, listCheckRows, listObjectivesOf } from "../check-read-model";
import {
  type CheckDetail,
  CheckSlugInput,
  type CheckView,
  DeploymentRunsInput,
  ListChecksInput,
  type RolloutRuns,
  RolloutRunsInput,
} from "../contract";
import { closingOf } from "../domain/moments";
import { stepTimesOf } from "../domain/step-times";
import { listRuns, loadDeploymentRuns, loadRolloutRuns } from "../run-read-model";
import { viewCheck, viewChecks } from "./check-view";

/** Every check with how it is. */
export const listChecks = defineQuery({
  name: "synthetic.list",
  permission: "slo:read",
  input: ListChecksInput,
  handle: async ({ input, db, now }): Promise<{ items: CheckView[] }> => ({
    items: await viewChecks(db, await listCheckRows(db, input), now),
  }),
});

const shownRuns = 50;
const shownFailures = 10;

/** One check with its newest runs and failures. */
export const getCheck = defineQuery({
  name: "synthetic.get",
  permission: "slo:read",
  input: CheckSlugInput,
  async handle({ input, db, now }): Promise<CheckDetail> {
    const row = await findCheckRow(db, input.slug);
    if (!row) throw notFound("synthetic check", input.slug);
    const [view, runs, failures, objectives] = await Promise.all([
      viewCheck(db, row, now),
      listRuns(db, row.id, { take: shownRuns }),
      listRuns(db, row.id, { take: shownFailures, outcome: "failed" }),
      listObjectivesOf(prismaExecutor(db), row.slug),
    ]);
    const names = view.journey.steps.map(({ name }) => name);
    return { ...view, runs, failures, objectives, stepTimes: stepTimesOf(names, runs) };
  },
});

/** Journeys around a rollout, and whether they say that it is over well. */
export const listRolloutRuns = defineQuery({
  name: "synthetic.list_of_rollout",
  permission: "rollout:read",
  input: RolloutRunsInput,
  async handle({ input, db }): Promise<RolloutRuns> {
    const found = await loadRolloutRuns(db, input.id);
    if (!found) throw notFound("rollout", input.id);
    return closedBy(found);
  },
});

/** Journeys around a deployment, by whatever way it was made, and whether they say that it is over well. */
export const listDeploymentRuns = defineQuery({
  name: "synthetic.list_of_deployment",
  permission: "rollout:read",
  input: DeploymentRunsInput,
  async handle({ input, db }): Promise<RolloutRuns> {
    const found = await loadDeploymentRuns(db, input.id);
    if (!found) throw notFound("deployment", input.id);
    return closedBy(found);
  },
});

function closedBy({ phase, items, checks }: NonNullable<Awaited<ReturnType<typeof loadDeploymentRuns>>>): RolloutRuns {
  const ends = items.map(({ check, cause, outcome }) => ({ check: check.name, cause, outcome }));
  return { items, ...closingOf(phase, checks, ends) };
}
