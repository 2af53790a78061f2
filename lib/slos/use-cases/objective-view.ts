import { type Instant, instant } from "@/lib/kernel/instant";
import { rational, times, toDecimal } from "@/lib/kernel/rational";
import { prismaExecutor } from "@/lib/platform/db/executor";
import type { Db, Tx } from "@/lib/platform/db/prisma";
import { listWaivedPlaces, listWaivedSpans, waivedPlaceKey } from "@/lib/waivers/waived-spans-read-model";
import { type BurnAlertView, type ObjectiveView, SloDefinition } from "../contract";
import type { AlertState } from "../domain/burn-alert";
import { rulesOf } from "../domain/evaluation";
import { withoutWaived } from "../domain/waived";
import { loadLevel, type MeasuredLevel, type ShownLevel } from "../level-read-model";
import { findMeasured, listMeasured, type MeasuredPlace, type ObjectiveRow } from "../objective-read-model";
import { loadLevels } from "../stored-level-read-model";

/** An objective as shown, with its level at `now`, and the minutes behind it. */
export async function viewObjective(
  db: Db | Tx,
  row: ObjectiveRow,
  now: Instant,
): Promise<{ view: ObjectiveView; measured: MeasuredLevel }> {
  const definition = SloDefinition.parse(row.definition);
  const place = await findMeasured(db, row, definition.sli);
  const measured = await loadLevel(prismaExecutor(db), place?.targetId ?? null, definition, now);
  const adjusted = await adjustedOf(db, row, { definition, place, level: measured }, now);
  return { view: shown(row, { definition, place, level: measured, adjusted }, now), measured };
}

/** Many objectives as shown, their levels added up from stored sums. */
export async function viewObjectives(
  db: Db | Tx,
  rows: readonly ObjectiveRow[],
  now: Instant,
): Promise<ObjectiveView[]> {
  const parsed = rows.map((row) => ({ row, definition: SloDefinition.parse(row.definition) }));
  const measuredAt = await listMeasured(
    db,
    parsed.map(({ row, definition }) => ({ ...row, sli: definition.sli })),
  );
  const known = parsed.map(({ row, definition }) => ({ row, definition, place: measuredAt(row, definition.sli) }));
  const asked = known.map(({ row, definition, place }) => ({
    id: row.id,
    version: row.version,
    definition,
    targetId: place?.targetId ?? null,
  }));
  const levels = await loadLevels(prismaExecutor(db), asked, now);
  const waived = await listWaivedPlaces(prismaExecutor(db), "objective");
  const views: ObjectiveView[] = [];
  for (const { row, definition, place } of known) {
    const level = levels.get(row.id);
    if (!level) throw new Error("an objective was asked about and got no level");
    const isWaived = waived.has(waivedPlaceKey(row));
    const adjusted = isWaived ? await adjustedOf(db, row, { definition, place, level }, now) : null;
    views.push(shown(row, { definition, place, level, adjusted }, now));
  }
  return views;
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
    detail: definition.sli.check
      ? `There is no synthetic check “${definition.sli.check}” any more.`
      : "There is no target whose sources count this service here.",
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
    blind: place === null ? noTarget : place.blind,
    retiredAt: row.retiredAt?.toISOString() ?? null,
    revision: row.revision,
  };
}

/** The level beside the raw one, with what waivers of this objective forgive left out. Alerts and policies look at the raw one. */
async function adjustedOf(
  db: Db | Tx,
  row: ObjectiveRow,
  { definition, place, level }: Omit<Known, "adjusted">,
  now: Instant,
): Promise<ObjectiveView["adjusted"]> {
  const { serviceId, environmentId, slug } = row;
  const executor = prismaExecutor(db);
  const from = Date.parse(level.view.from);
  const spans = (await listWaivedSpans(executor, { kind: "objective", serviceId, environmentId })).filter(
    (span) => (span.subject === "*" || span.subject === slug) && span.to > from && span.from < now,
  );
  if (spans.length === 0) return null;
  const targetId = place?.targetId ?? null;
  const raw = await loadLevel(executor, targetId, definition, now);
  const { view } = await loadLevel(executor, targetId, definition, now, spans);
  const { minutes } = withoutWaived(raw.series, spans);
  return { level: view, waivers: [...new Set(spans.map((span) => span.reference))], waivedMinutes: minutes };
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
