import type { Instant } from "@/lib/kernel/instant";
import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import { edgesOf, type ServiceRelation } from "./domain/graph";
import { loadWorld } from "./world-read-model";

interface PlaceOf {
  readonly id: string;
  readonly slug: string;
}

/**
 * Who needs whom in an environment, by slugs: what the versions that run there declared, were tested with, or were seen calling. For
 * conflicts in a calendar, and for orders.
 */
export async function loadRelations(db: SqlExecutor, environment: PlaceOf, now: Instant): Promise<ServiceRelation[]> {
  const { running, knowledge } = await loadWorld(db, { environment, moves: [], now });
  return edgesOf(running, knowledge).map(({ consumer, provider }) => ({ consumer, provider }));
}

/** The same for the slug of an environment; none when there is no such one. */
export async function loadRelationsIn(db: SqlExecutor, slug: string, now: Instant): Promise<ServiceRelation[]> {
  const [environment] = await db.query<PlaceOf>(sql`select id, slug from environment where slug = ${slug}::text`);
  return environment ? loadRelations(db, environment, now) : [];
}

/** The same by ids of services: who needs, and who is needed. */
export async function loadRelatedIds(
  db: SqlExecutor,
  environmentId: string,
  now: Instant,
): Promise<{ readonly parentId: string; readonly childId: string }[]> {
  const [environment] = await db.query<PlaceOf>(
    sql`select id, slug from environment where id = ${environmentId}::text`,
  );
  const relations = environment ? await loadRelations(db, environment, now) : [];
  if (relations.length === 0) return [];
  const slugs = [...new Set(relations.flatMap(({ consumer, provider }) => [consumer, provider]))];
  const services = await db.query<PlaceOf>(sql`select id, slug from service where slug = any(${slugs}::text[])`);
  const ids = new Map(services.map(({ id, slug }) => [slug, id]));
  return relations.flatMap(({ consumer, provider }) => {
    const parentId = ids.get(consumer);
    const childId = ids.get(provider);
    return parentId && childId ? [{ parentId, childId }] : [];
  });
}
