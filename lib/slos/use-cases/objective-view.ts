import { type Instant, instant } from "@/lib/kernel/instant";
import { rational, times, toDecimal } from "@/lib/kernel/rational";
import { prismaExecutor } from "@/lib/platform/db/executor";
import type { Db, Tx } from "@/lib/platform/db/prisma";
import { listWaivedSpans } from "@/lib/waivers/waived-spans-read-model";
import { type BurnAlertView, type ObjectiveView, SloDefinition } from "../contract";
import type { AlertState } from "../domain/burn-alert";
import { rulesOf } from "../domain/evaluation";
import { withoutWaived } from "../domain/waived";
import { loadLevel, type MeasuredLevel } from "../level-read-model";
import { findMeasured, type ObjectiveRow } from "../objective-read-model";

/** An objective as shown, with its level at `now`, and the minutes behind it. */
export async function viewObjective(
  db: Db | Tx,
  row: ObjectiveRow,
  now: Instant,
): Promise<{ view: ObjectiveView; measured: MeasuredLevel }> {
  const definition = SloDefinition.parse(row.definition);
  const place = await findMeasured(db, row.serviceId, row.environmentId);
  const measured = await loadLevel(prismaExecutor(db), place?.targetId ?? null, definition, now);
  const { tier, ...service } = row.service;
  const noTarget = {
    cause: "no_target",
    detail: "There is no target whose sources count this service here.",
    since: null,
  };
  const view: ObjectiveView = {
    id: row.id,
    slug: row.slug,
    name: row.name,
    service,
    environment: row.environment,
    tier,
    definition,
    version: row.version,
    level: measured.view,
    adjusted: await adjustedOf(db, row, { targetId: place?.targetId ?? null, definition, measured }, now),
    band: measured.band,
    alerts: alertViews(row, definition, now),
    blind: place === null ? noTarget : place.blind,
    retiredAt: row.retiredAt?.toISOString() ?? null,
    revision: row.revision,
  };
  return { view, measured };
}

interface Measured {
  readonly targetId: string | null;
  readonly definition: SloDefinition;
  readonly measured: MeasuredLevel;
}

/** The level beside the raw one, with what waivers of this objective forgive left out. Alerts and policies look at the raw one. */
async function adjustedOf(
  db: Db | Tx,
  row: ObjectiveRow,
  { targetId, definition, measured }: Measured,
  now: Instant,
): Promise<ObjectiveView["adjusted"]> {
  const { serviceId, environmentId, slug } = row;
  const executor = prismaExecutor(db);
  const spans = (await listWaivedSpans(executor, { kind: "objective", serviceId, environmentId })).filter(
    (span) => (span.subject === "*" || span.subject === slug) && span.to > measured.series.from && span.from < now,
  );
  if (spans.length === 0) return null;
  const { view } = await loadLevel(executor, targetId, definition, now, spans);
  const { minutes } = withoutWaived(measured.series, spans);
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
