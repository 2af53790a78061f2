import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import type { Db, Tx } from "@/lib/platform/db/prisma";
import { listCountedChecks } from "@/lib/synthetics/check-read-model";
import { SloDefinition } from "./contract";
import { countedAt } from "./counted-at-read-model";
import type { AlertState } from "./domain/burn-alert";
import { meterIdOf, meterStates } from "./meter-read-model";
import type { Sli } from "./sli-contract";

export interface AlertedObjective {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly version: number;
  readonly serviceId: string;
  readonly environmentId: string;
  readonly definition: SloDefinition;
  /** Where it is counted: its synthetic check, or the target of its place; null without one. */
  readonly targetId: string | null;
  /** State by position of the rule. */
  readonly alerts: ReadonlyMap<number, AlertState>;
}

interface AlertedRow {
  id: string;
  slug: string;
  name: string;
  version: number;
  service_id: string;
  environment_id: string;
  definition: unknown;
  target_id: string | null;
  alerts: Record<string, AlertState> | null;
}

/** Objectives in force with the states of their rules. */
export async function loadAlerted(db: SqlExecutor): Promise<AlertedObjective[]> {
  const rows = await db.query<AlertedRow>(sql`
    select o.id, o.slug, o.name, o.version, o.service_id, o.environment_id, o.definition, t.id as target_id,
           (select jsonb_object_agg(a.rule, a.state) from burn_alert a where a.objective_id = o.id) as alerts
    from objective o
    ${countedAt}
    where o.retired_at is null order by o.id`);
  return rows.map((row) => ({
    id: row.id,
    slug: row.slug,
    name: row.name,
    version: row.version,
    serviceId: row.service_id,
    environmentId: row.environment_id,
    definition: SloDefinition.parse(row.definition),
    targetId: row.target_id,
    alerts: new Map(Object.entries(row.alerts ?? {}).map(([rule, state]) => [Number(rule), state])),
  }));
}

/** Definitions of all objectives in force, by slug. */
export async function listDefinitionsInForce(db: Db | Tx): Promise<Map<string, SloDefinition>> {
  const rows = await db.objective.findMany({ where: { retiredAt: null }, select: { slug: true, definition: true } });
  return new Map(rows.map(({ slug, definition }) => [slug, SloDefinition.parse(definition)]));
}

const place = { select: { id: true, slug: true, name: true } } as const;
const include = {
  service: { select: { id: true, slug: true, name: true, tier: true } },
  environment: place,
  alerts: { orderBy: { rule: "asc" } },
} as const;

export type ObjectiveRow = Awaited<ReturnType<typeof listObjectiveRows>>[number];

/** Objectives that a list shows at once. */
export const mostShown = 500;
/** Far more than an installation keeps; a bound all the same. */
export const mostKept = 20_000;

/** Objectives in force by service and environment; as many as a list shows unless `most` says otherwise. */
export function listObjectiveRows(
  db: Db | Tx,
  filter: { readonly service?: string | undefined; readonly environment?: string | undefined },
  most = mostShown,
) {
  return db.objective.findMany({
    where: {
      retiredAt: null,
      ...(filter.service ? { service: { slug: filter.service } } : {}),
      ...(filter.environment ? { environment: { slug: filter.environment } } : {}),
    },
    include,
    orderBy: [{ service: { tier: "asc" } }, { name: "asc" }],
    take: most,
  });
}

/** One objective, also a retired one; null when there is none. */
export function findObjectiveRow(db: Db | Tx, slug: string): Promise<ObjectiveRow | null> {
  return db.objective.findUnique({ where: { slug }, include });
}

export interface MeasuredPlace {
  readonly targetId: string;
  readonly blind: { readonly cause: string; readonly detail: string; readonly since: string | null } | null;
}

/**
 * What an indicator of a service in an environment is counted at: its meter, its synthetic check, or else the target, with what its
 * measurement suffers from; null without one.
 */
export async function findMeasured(db: Db | Tx, place: PlaceIds, sli: Sli): Promise<MeasuredPlace | null> {
  return (await listMeasured(db, [{ ...place, sli }]))(place, sli);
}

interface PlaceIds {
  readonly serviceId: string;
  readonly environmentId: string;
}

function placeKey({ serviceId, environmentId }: PlaceIds): string {
  return `${serviceId} ${environmentId}`;
}

/** The same for many, read at once; the answer looks one of them up. */
export async function listMeasured(
  db: Db | Tx,
  asked: readonly (PlaceIds & { readonly sli: Sli })[],
): Promise<(place: PlaceIds, sli: Sli) => MeasuredPlace | null> {
  const targets = await db.target.findMany({
    where: { serviceId: { in: [...new Set(asked.map(({ serviceId }) => serviceId))] } },
    select: { id: true, serviceId: true, environmentId: true, cursor: true },
  });
  const byPlace = new Map(targets.map((target) => [placeKey(target), measuredPlace(target)]));
  const checks = await listCountedChecks(
    db,
    asked.flatMap(({ sli }) => (sli.kind === "ratio" ? [] : (sli.check ?? []))),
  );
  const meters = await meterStates(
    db,
    asked.flatMap(({ sli, ...place }) => (sli.kind === "ratio" ? meterIdOf(place, sli.meter) : [])),
  );
  return (place, sli) => {
    if (sli.kind === "ratio") {
      const meter = meters.get(meterIdOf(place, sli.meter));
      return meter ? { targetId: meter.id, blind: meter.blind } : null;
    }
    if (sli.check === undefined) return byPlace.get(placeKey(place)) ?? null;
    const check = checks.get(sli.check);
    return check ? { targetId: check.id, blind: check.isEnabled ? null : pausedCheck } : null;
  };
}

const pausedCheck = {
  cause: "paused",
  detail: "Its synthetic check is put out of use: no run is made, so its minutes are unknown.",
  since: null,
};

interface CursorState {
  readonly blindCause: string | null;
  readonly blindDetail: string | null;
  readonly blindSince: Date | null;
}

function measuredPlace({ id, cursor }: { readonly id: string; readonly cursor: CursorState | null }): MeasuredPlace {
  if (!cursor?.blindCause) return { targetId: id, blind: null };
  const since = cursor.blindSince?.toISOString() ?? null;
  return { targetId: id, blind: { cause: cursor.blindCause, detail: cursor.blindDetail ?? "", since } };
}

/** Events and versions of an objective, newest first. */
export async function loadHistory(db: Db | Tx, objectiveId: string) {
  const [events, versions] = await Promise.all([
    db.burnAlertEvent.findMany({ where: { objectiveId }, orderBy: { id: "desc" }, take: 50 }),
    db.objectiveVersion.findMany({ where: { objectiveId }, orderBy: { version: "desc" }, take: 50 }),
  ]);
  return { events, versions };
}

/** Deployments of a service to an environment that started in a stretch, oldest first. */
export function deploymentsBetween(db: Db | Tx, serviceId: string, environmentId: string, from: Date, to: Date) {
  return db.deployment.findMany({
    where: { serviceId, environmentId, startedAt: { gte: from, lt: to } },
    select: { id: true, startedAt: true, rolloutId: true, version: { select: { name: true } } },
    orderBy: { startedAt: "asc" },
    take: 200,
  });
}
