import { type Instant, instant } from "@/lib/kernel/instant";
import { rational, times, toDecimal } from "@/lib/kernel/rational";
import type { Period } from "@/lib/kernel/zoned-time";
import { prismaExecutor } from "@/lib/platform/db/executor";
import type { Db, Tx } from "@/lib/platform/db/prisma";
import { type AdjustedLevel, type BurnAlertView, type ObjectiveView, SloDefinition } from "../contract";
import type { AlertState } from "../domain/burn-alert";
import { periodAt, rulesOf } from "../domain/evaluation";
import { isCounted } from "../domain/sli-kind";
import { type LeftOut, loadLeftOut, stretchesOf } from "../left-out-read-model";
import type { ShownLevel } from "../level-read-model";
import { loadObjectiveLevels, type ObjectiveLevel } from "../objective-level-read-model";
import { listMeasured, type MeasuredPlace, type ObjectiveRow } from "../objective-read-model";

export interface ViewedObjective {
  readonly view: ObjectiveView;
  readonly level: ObjectiveLevel;
  /** Where its minutes are counted; null where there is no such place, or none are counted. */
  readonly place: MeasuredPlace | null;
}

/** An objective as shown, with its level at `now`. */
export async function viewObjective(db: Db | Tx, row: ObjectiveRow, now: Instant): Promise<ViewedObjective> {
  const [viewed] = await viewRows(db, [row], now);
  if (!viewed) throw new Error("an objective was asked about and got no level");
  return viewed;
}

/** Many objectives as shown, their levels added up from stored sums. */
export async function viewObjectives(
  db: Db | Tx,
  rows: readonly ObjectiveRow[],
  now: Instant,
): Promise<ObjectiveView[]> {
  return (await viewRows(db, rows, now)).map(({ view }) => view);
}

async function viewRows(db: Db | Tx, rows: readonly ObjectiveRow[], now: Instant): Promise<ViewedObjective[]> {
  const definitions = rows.map((row) => SloDefinition.parse(row.definition));
  const counted = definitions.flatMap((definition, index) =>
    isCounted(definition) ? { ...(rows[index] as ObjectiveRow), sli: definition.sli } : [],
  );
  const measuredAt = await listMeasured(db, counted);
  const from = instant(Math.min(now, ...definitions.map((definition) => soFar(definition, now).from)));
  const leftOutOf = await loadLeftOut(prismaExecutor(db), { from, to: now });
  const known = rows.map((row, index) => {
    const definition = definitions[index] as SloDefinition;
    return {
      row,
      definition,
      place: isCounted(definition) ? measuredAt(row, definition.sli) : null,
      leftOut: leftOutOf(row, soFar(definition, now)),
    };
  });
  const asked = known.map(({ row, definition, place, leftOut }) => ({
    id: row.id,
    version: row.version,
    definition,
    serviceId: row.serviceId,
    environmentId: row.environmentId,
    targetId: place?.targetId ?? null,
    leftOut: stretchesOf(leftOut),
  }));
  const levels = await loadObjectiveLevels(db, asked, now);
  return known.map(({ row, definition, place, leftOut }) => {
    const level = levels.get(row.id);
    if (!level) throw new Error("an objective was asked about and got no level");
    const adjusted = level.adjusted && adjustedOf(level.adjusted, leftOut);
    return { level, place, view: shown(row, { definition, place, level, adjusted }, now) };
  });
}

/** The period up to now: what is to come is no level yet. */
function soFar(definition: SloDefinition, now: Instant): Period {
  return { from: periodAt(definition.period, now).from, to: now };
}

/** The level beside the raw one. Alerts and policies look at the raw one. */
function adjustedOf({ view }: ShownLevel, { windows, waived }: LeftOut): AdjustedLevel {
  return {
    level: view,
    waivers: [...new Set(waived.map((span) => span.reference))],
    windows: [...new Set(windows.filter(({ planned }) => planned.length > 0).map(({ name }) => name))],
  };
}

interface Known {
  readonly definition: SloDefinition;
  readonly place: MeasuredPlace | null;
  readonly level: ShownLevel;
  readonly adjusted: ObjectiveView["adjusted"];
}

function shown(row: ObjectiveRow, { definition, place, level, adjusted }: Known, now: Instant): ObjectiveView {
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
    adjusted,
    band: level.band,
    alerts: alertViews(row, definition, now),
    blind: isCounted(definition) ? (place === null ? noTarget : place.blind) : null,
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
