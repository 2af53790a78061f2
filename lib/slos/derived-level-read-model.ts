import { type Instant, instant } from "@/lib/kernel/instant";
import type { Period } from "@/lib/kernel/zoned-time";
import { prismaExecutor, type SqlExecutor, sql } from "@/lib/platform/db/executor";
import type { Db, Tx } from "@/lib/platform/db/prisma";
import { type CompositeShown, leavesOf, loadParts, showComposite } from "./composite-level-read-model";
import { type CompositeDefinition, type DeliveryDefinition, SloDefinition } from "./contract";
import { loadDeliveryLevels } from "./delivery-level-read-model";
import type { CompositePartView } from "./detail-contract";
import { isComposite, isDelivery } from "./domain/sli-kind";
import type { ShownLevel } from "./level-read-model";
import { loadPeriodLevel } from "./period-level-read-model";
import type { WatchedObjective } from "./watched-objective-read-model";

/** An objective in force that is made of others or of deliveries, with all that breaches need of it. */
export interface DerivedObjective extends Omit<WatchedObjective, "definition" | "targetId"> {
  readonly definition: CompositeDefinition | DeliveryDefinition;
}

interface Row extends Omit<DerivedObjective, "definition" | "createdAt"> {
  readonly definition: unknown;
  readonly created_at: Date;
}

/** Objectives in force that no minutes of their own are counted of, at most 1 000. */
export async function listDerived(db: SqlExecutor): Promise<DerivedObjective[]> {
  const rows = await db.query<Row>(sql`
    select o.id, o.slug, o.name, o.version, o.definition, s.tier, o.created_at,
      jsonb_build_object('id', s.id, 'slug', s.slug, 'name', s.name) as service,
      jsonb_build_object('id', e.id, 'slug', e.slug, 'name', e.name) as environment
    from objective o join service s on s.id = o.service_id join environment e on e.id = o.environment_id
    where o.retired_at is null and o.definition->'sli'->>'kind' in ('composite', 'delivery') order by o.id limit 1000`);
  return rows.flatMap(({ created_at, definition: stored, ...row }) => {
    const definition = SloDefinition.parse(stored);
    if (!isComposite(definition) && !isDelivery(definition)) return [];
    return { ...row, definition, createdAt: instant(created_at.getTime()) };
  });
}

/** A level over a stretch, and from how many events it was made. */
export interface DerivedLevel {
  readonly shown: ShownLevel;
  readonly events: bigint;
}

/** The levels of derived objectives over the stretches that are asked for, in their order, as they are known at `now`. */
export async function loadDerivedLevels(
  db: Db | Tx,
  asked: readonly { readonly objective: DerivedObjective; readonly period: Period }[],
  now: Instant,
): Promise<DerivedLevel[]> {
  const deliveries = asked.flatMap(({ objective, period }, index) => {
    const { definition, service, environment } = objective;
    if (!isDelivery(definition)) return [];
    return { id: `${index}`, definition, serviceId: service.id, environmentId: environment.id, period };
  });
  const delivered = await loadDeliveryLevels(db, deliveries, now);
  const levels: DerivedLevel[] = [];
  for (const [index, { objective, period }] of asked.entries()) {
    const { definition } = objective;
    const shown = delivered.get(`${index}`);
    if (isComposite(definition))
      levels.push(await compositeLevel(prismaExecutor(db), { id: objective.id, definition }, period));
    else if (shown) levels.push({ shown, events: BigInt(shown.view.total ?? 0) });
  }
  return levels;
}

/** The parts of a composite over a stretch, with what each takes from its level. */
export async function loadCompositeParts(
  db: SqlExecutor,
  composite: { readonly id: string; readonly definition: CompositeDefinition },
  period: Period,
): Promise<readonly CompositePartView[]> {
  return (await compositeLevel(db, composite, period)).shown.parts;
}

/** Each counted objective under it over the same stretch. */
async function compositeLevel(
  db: SqlExecutor,
  composite: { readonly id: string; readonly definition: CompositeDefinition },
  period: Period,
): Promise<DerivedLevel & { readonly shown: CompositeShown }> {
  const parts = await loadParts(db, [composite]);
  const levels = new Map<string, ShownLevel>();
  let events = 0n;
  for (const { id, key = id, targetId, definition } of leavesOf(composite, parts)) {
    const level = await loadPeriodLevel(db, { targetId, definition, period });
    events += BigInt(level.view.total ?? 0);
    levels.set(key, level);
  }
  return { shown: showComposite(composite, parts, levels, period), events };
}
