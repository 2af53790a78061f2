import { instant } from "@/lib/kernel/instant";
import { prismaExecutor } from "@/lib/platform/db/executor";
import { notFound } from "@/lib/platform/refusals";
import { defineQuery } from "@/lib/platform/use-case";
import { loadBudgetHistory } from "../budget-history-read-model";
import {
  BudgetBand,
  ListObjectivesInput,
  type ObjectiveDetail,
  ObjectiveSlugInput,
  type ObjectiveView,
  SloDefinition,
} from "../contract";
import { isCounted } from "../domain/sli-kind";
import { deploymentsBetween, findObjectiveRow, listObjectiveRows, loadHistory } from "../objective-read-model";
import { loadPromise } from "../promise-read-model";
import { viewSignOffs } from "../sign-off-read-model";
import { viewChanges } from "./change-view";
import { viewObjective, viewObjectives } from "./objective-view";
import { viewStepPlan } from "./step-plan-view";
import { promisingPlaceOf } from "./write-objective";

/** Objectives in force, those that need somebody first. */
export const listObjectives = defineQuery({
  name: "objective.list",
  permission: "slo:read",
  input: ListObjectivesInput,
  async handle({ input, db, now }): Promise<{ items: ObjectiveView[] }> {
    const rows = await listObjectiveRows(db, input);
    return { items: (await viewObjectives(db, rows, now)).sort(byNeed) };
  },
});

/** The band that needs somebody most first, in it the least budget first. What is dark is named last, on its own. */
function byNeed(left: ObjectiveView, right: ObjectiveView): number {
  const order = BudgetBand.options;
  const budget = (view: ObjectiveView) => view.level.budgetLeftWorst ?? 0;
  return order.indexOf(left.band) - order.indexOf(right.band) || budget(left) - budget(right);
}

/** How many points the budget line has. */
const linePoints = 180;

/** One objective with its budget line, what happened on it, and every version it had. */
export const getObjective = defineQuery({
  name: "objective.get",
  permission: "slo:read",
  input: ObjectiveSlugInput,
  async handle({ input, db, now }): Promise<ObjectiveDetail> {
    const row = await findObjectiveRow(db, input.slug);
    if (!row) throw notFound("objective", input.slug);
    const { view, level, place } = await viewObjective(db, row, now);
    const { definition } = view;
    const deployments = await deploymentsBetween(
      db,
      row.serviceId,
      row.environmentId,
      new Date(view.level.from),
      new Date(now),
    );
    const moments = deployments.map(({ startedAt }) => instant(startedAt.getTime()));
    const counted = { id: row.id, version: row.version, targetId: place?.targetId ?? null };
    const { line, used } = isCounted(definition)
      ? await loadBudgetHistory(prismaExecutor(db), { ...counted, definition }, { now, moments, points: linePoints })
      : { line: [], used: [] };
    const { events, versions } = await loadHistory(db, row.id);
    return {
      ...view,
      changes: await viewChanges(db, row.id),
      signOffs: await viewSignOffs(db, row),
      parts: level.parts,
      delivery: level.delivery,
      promise: await loadPromise(db, { definition, place: promisingPlaceOf(row) }, now),
      stepPlan: await viewStepPlan(db, row, now),
      line: line.map((point) => ({ ...point, at: new Date(point.at).toISOString() })),
      markers: deployments.map((one, index) => ({
        at: one.startedAt.toISOString(),
        kind: "deployment" as const,
        id: one.id,
        label: one.version.name,
        rolloutId: one.rolloutId,
        budgetUsedPercent: used[index] ?? null,
      })),
      events: events.map(({ at, what, severity, sentence }) => ({
        at: at.toISOString(),
        what: what as ObjectiveDetail["events"][number]["what"],
        severity,
        sentence,
      })),
      versions: versions.map((one) => ({
        version: one.version,
        savedBy: one.savedBy,
        reason: one.reason,
        savedAt: one.savedAt.toISOString(),
        definition: SloDefinition.parse(one.definition),
      })),
    };
  },
});
