import { type Instant, instant } from "@/lib/kernel/instant";
import { rational, times, toDecimal } from "@/lib/kernel/rational";
import { prismaExecutor } from "@/lib/platform/db/executor";
import type { Db, Tx } from "@/lib/platform/db/prisma";
import { type BurnAlertView, type ObjectiveView, SloDefinition } from "../contract";
import type { AlertState } from "../domain/burn-alert";
import { rulesOf } from "../domain/evaluation";
import { loadLevel, type MeasuredLevel, type ShownLevel } from "../level-read-model";
import { findMeasured, listMeasured, type MeasuredPlace, type ObjectiveRow, placeKey } from "../objective-read-model";
import { loadLevels } from "../stored-level-read-model";

/** An objective as shown, with its level at `now`, and the minutes behind it. */
export async function viewObjective(
  db: Db | Tx,
  row: ObjectiveRow,
  now: Instant,
): Promise<{ view: ObjectiveView; measured: MeasuredLevel }> {
  const definition = SloDefinition.parse(row.definition);
  const place = await findMeasured(db, row.serviceId, row.environmentId);
  const measured = await loadLevel(prismaExecutor(db), place?.targetId ?? null, definition, now);
  return { view: shown(row, { definition, place, level: measured }, now), measured };
}

/** Many objectives as shown, their levels added up from stored sums. */
export async function viewObjectives(
  db: Db | Tx,
  rows: readonly ObjectiveRow[],
  now: Instant,
): Promise<ObjectiveView[]> {
  const places = await listMeasured(db, rows);
  const known = rows.map((row) => ({
    row,
    definition: SloDefinition.parse(row.definition),
    place: places.get(placeKey(row)) ?? null,
  }));
  const asked = known.map(({ row, definition, place }) => ({
    id: row.id,
    version: row.version,
    definition,
    targetId: place?.targetId ?? null,
  }));
  const levels = await loadLevels(prismaExecutor(db), asked, now);
  return known.map(({ row, definition, place }) => {
    const level = levels.get(row.id);
    if (!level) throw new Error("an objective was asked about and got no level");
    return shown(row, { definition, place, level }, now);
  });
}

interface Known {
  readonly definition: SloDefinition;
  readonly place: MeasuredPlace | null;
  readonly level: ShownLevel;
}

function shown(row: ObjectiveRow, { definition, place, level }: Known, now: Instant): ObjectiveView {
  const { tier, ...service } = row.service;
  const noTarget = {
    cause: "no_target",
    detail: "There is no target whose sources count this service here.",
    since: null,
  };
  return {
    id: row.id,
    slug: row.slug,
    name: row.name,
    service,
    environment: row.environment,
    tier,
    definition,
    version: row.version,
    level: level.view,
    band: level.band,
    alerts: alertViews(row, definition, now),
    blind: place === null ? noTarget : place.blind,
    retiredAt: row.retiredAt?.toISOString() ?? null,
    revision: row.revision,
  };
}

function alertViews(row: ObjectiveRow, definition: SloDefinition, now: Instant): BurnAlertView[] {
  return rulesOf(definition, now).map((rule, index) => {
    const stored = row.alerts.find((alert) => alert.rule === index);
    const state = stored?.state as AlertState | undefined;
    return {
      rule: index,
      severity: rule.severity,
      longWindowMs: rule.longWindowMs,
      shortWindowMs: rule.shortWindowMs,
      factor: toDecimal(rule.factor, 2),
      budgetSharePercent: toDecimal(times(rule.budgetShare, rational(100n)), 0),
      status: state?.status ?? "not_looked",
      since: state !== undefined && "since" in state ? new Date(instant(state.since)).toISOString() : null,
      longBurn: stored?.longBurn ?? null,
      shortBurn: stored?.shortBurn ?? null,
      heldBy: (stored?.heldBy ?? null) as BurnAlertView["heldBy"],
    };
  });
}
