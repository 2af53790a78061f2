import { instant } from "@/lib/kernel/instant";
import { prismaExecutor } from "@/lib/platform/db/executor";
import { notFound } from "@/lib/platform/refusals";
import { defineQuery } from "@/lib/platform/use-case";
import { loadBudgetHistory } from "../budget-history-read-model";
import {
  ListObjectivesInput,
  type ObjectiveDetail,
  type ObjectiveList,
  ObjectiveSlugInput,
  type ObjectiveView,
  SloDefinition,
} from "../contract";
import { isCounted } from "../domain/sli-kind";
import { byNeed } from "../domain/standing";
import {
  deploymentsBetween,
  findObjectiveRow,
  listObjectiveRows,
  loadHistory,
  mostKept,
  mostShown,
} from "../objective-read-model";
import { loadPromise } from "../promise-read-model";
import { viewSignOffs } from "../sign-off-read-model";
import { viewChanges } from "./change-view";
import { viewObjective, viewObjectives } from "./objective-view";
import { standingOf } from "./read-standing";
import { viewStepPlan } from "./step-plan-view";
import { promisingPlaceOf } from "./write-objective";

/** Objectives in force, those that need somebody first; of more than a list shows, those of the tiers that matter most, and `isCut` says so. */
export const listObjectives = defineQuery({
  name: "objective.list",
  permission: "slo:read",
  input: ListObjectivesInput,
  async handle({ input, db, now }): Promise<ObjectiveList> {
    const rows = await listObjectiveRows(db, input, mostShown + 1);
    const views = await viewObjectives(db, rows.slice(0, mostShown), now);
    return { items: inOrderOfNeed(views), isCut: rows.length > mostShown };
  },
});

/** All of them, for a file. */
export const listEveryObjective = defineQuery({
  name: "objective.list_every",
  permission: "slo:read",
  input: ListObjectivesInput,
  async handle({ input, db, now }): Promise<{ items: ObjectiveView[] }> {
    const rows = await listObjectiveRows(db, input, mostKept);
    return { items: inOrderOfNeed(await viewObjectives(db, rows, now)) };
  },
});

function inOrderOfNeed(views: readonly ObjectiveView[]): ObjectiveView[] {
  return views.toSorted((left, right) => byNeed(standingOf(left), standingOf(right)));
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
    const question = { now, moments, points: linePoints };
    // None needs another: who waits for the page waits for the slowest.
    const [{ line, used }, { events, versions }, changes, signOffs, promise, stepPlan] = await Promise.all([
      isCounted(definition)
        ? loadBudgetHistory(prismaExecutor(db), { ...counted, definition }, question)
        : { line: [], used: [] },
      loadHistory(db, row.id),
      viewChanges(db, row.id),
      viewSignOffs(db, row),
      loadPromise(db, { definition, place: promisingPlaceOf(row) }, now),
      viewStepPlan(db, row, now),
    ]);
    return {
      ...view,
      changes,
      signOffs,
      parts: level.parts,
      delivery: level.delivery,
      promise,
      stepPlan,
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
