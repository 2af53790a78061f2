import { type Instant, instant } from "@/lib/kernel/instant";
import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import { type CountedDefinition, SloDefinition } from "./contract";
import { countedAt } from "./counted-at-read-model";
import { isCounted } from "./domain/sli-kind";

/** An objective in force with all that breaches and reviews need of it. */
export interface WatchedObjective {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly version: number;
  readonly definition: CountedDefinition;
  readonly targetId: string | null;
  readonly service: { readonly id: string; readonly slug: string; readonly name: string };
  readonly environment: { readonly id: string; readonly slug: string; readonly name: string };
  readonly tier: number;
  readonly createdAt: Instant;
}

interface Row {
  id: string;
  slug: string;
  name: string;
  version: number;
  definition: unknown;
  target_id: string | null;
  service: WatchedObjective["service"];
  environment: WatchedObjective["environment"];
  tier: number;
  created_at: Date;
}

/** Objectives that are counted by the minute and in force at a moment, at most 1 000. */
export async function listWatched(db: SqlExecutor, at: Instant): Promise<WatchedObjective[]> {
  const rows = await db.query<Row>(sql`
    select o.id, o.slug, o.name, o.version, o.definition, t.id as target_id, s.tier, o.created_at,
      jsonb_build_object('id', s.id, 'slug', s.slug, 'name', s.name) as service,
      jsonb_build_object('id', e.id, 'slug', e.slug, 'name', e.name) as environment
    from objective o join service s on s.id = o.service_id join environment e on e.id = o.environment_id
    ${countedAt}
    where (o.retired_at is null or o.retired_at > ${new Date(at).toISOString()}::timestamptz)
      and o.definition->'sli'->>'kind' in ('availability', 'latency', 'ratio')
    order by o.id limit 1000`);
  return rows.flatMap(({ target_id, created_at, definition: stored, ...row }) => {
    const definition = SloDefinition.parse(stored);
    // Others have no minutes of their own, see the condition above.
    if (!isCounted(definition)) return [];
    return { ...row, definition, targetId: target_id, createdAt: instant(created_at.getTime()) };
  });
}

/** The definition that an objective had at a moment; the oldest one before it had any. */
export async function definitionAt(
  db: SqlExecutor,
  objectiveId: string,
  at: Instant,
): Promise<{ readonly version: number; readonly definition: SloDefinition }> {
  const [row] = await db.query<{ version: number; definition: unknown }>(sql`
    select version, definition from objective_version where objective_id = ${objectiveId}
    order by saved_at <= ${new Date(at).toISOString()}::timestamptz desc,
      case when saved_at <= ${new Date(at).toISOString()}::timestamptz then -version else version end limit 1`);
  if (!row) throw new Error("an objective has no version");
  return { version: row.version, definition: SloDefinition.parse(row.definition) };
}
