import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import type { Db, Tx } from "@/lib/platform/db/prisma";
import { SloDefinition } from "./contract";
import type { AlertState } from "./domain/burn-alert";

export interface AlertedObjective {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly version: number;
  readonly serviceId: string;
  readonly environmentId: string;
  readonly definition: SloDefinition;
  /** Where its traffic is controlled, and with it counted; null when there is no such target. */
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
    left join target t on t.service_id = o.service_id and t.environment_id = o.environment_id
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

/** Objectives in force by service and environment. */
export function listObjectiveRows(
  db: Db | Tx,
  filter: { readonly service?: string | undefined; readonly environment?: string | undefined },
) {
  return db.objective.findMany({
    where: {
      retiredAt: null,
      ...(filter.service ? { service: { slug: filter.service } } : {}),
      ...(filter.environment ? { environment: { slug: filter.environment } } : {}),
    },
    include,
    orderBy: [{ service: { tier: "asc" } }, { name: "asc" }],
    take: 500,
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

/** The target of a service in an environment with what its measurement suffers from; null without a target. */
export async function findMeasured(
  db: Db | Tx,
  serviceId: string,
  environmentId: string,
): Promise<MeasuredPlace | null> {
  const target = await db.target.findUnique({
    where: { serviceId_environmentId: { serviceId, environmentId } },
    select: { id: true, cursor: true },
  });
  return target && measuredPlace(target);
}

interface PlaceIds {
  readonly serviceId: string;
  readonly environmentId: string;
}

/** Names a service in an environment. */
export function placeKey({ serviceId, environmentId }: PlaceIds): string {
  return `${serviceId} ${environmentId}`;
}

/** The same for many places, by `placeKey`; those without a target are left out. */
export async function listMeasured(db: Db | Tx, places: readonly PlaceIds[]): Promise<Map<string, MeasuredPlace>> {
  const targets = await db.target.findMany({
    where: { serviceId: { in: [...new Set(places.map(({ serviceId }) => serviceId))] } },
    select: { id: true, serviceId: true, environmentId: true, cursor: true },
  });
  return new Map(targets.map((target) => [placeKey(target), measuredPlace(target)]));
}

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
