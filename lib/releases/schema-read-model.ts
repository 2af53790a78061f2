import type { Reason } from "@/lib/kernel/result";
import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import { type SchemaRange, schemaReasons } from "./domain/schema-range";

interface Place {
  readonly serviceId: string;
  readonly environmentId: string;
}

/** Today's schema of a service in an environment; null when no pipeline told. */
export async function currentSchema(db: SqlExecutor, { serviceId, environmentId }: Place): Promise<number | null> {
  const [row] = await db.query<{ version: number | null }>(sql`
    select max(version)::float8 as version from schema_step
    where service_id = ${serviceId} and environment_id = ${environmentId}`);
  return row?.version ?? null;
}

/** What versions of a service declared, the newest version first; of each version what was said last. */
export async function loadSchemaRanges(db: SqlExecutor, serviceId: string): Promise<SchemaRange[]> {
  return db.query<SchemaRange>(sql`
    select version, min, max from (
      select distinct on (r.version) r.version, r.min::float8 as min, r.max::float8 as max, v.created_at, r.id
      from schema_range r left join version v on v.service_id = r.service_id and v.name = r.version
      where r.service_id = ${serviceId} order by r.version, r.id desc) as declared
    order by created_at desc nulls last, id desc limit 200`);
}

/** Why a version cannot run in a place today, with the versions that can; empty when it can or nothing is known. */
export async function schemaReasonsFor(
  db: SqlExecutor,
  asked: Place & { readonly service: string; readonly environment: string; readonly version: string },
): Promise<readonly Reason[]> {
  const current = await currentSchema(db, asked);
  if (current === null) return [];
  const ranges = await loadSchemaRanges(db, asked.serviceId);
  return schemaReasons({ ...asked, current, ranges });
}

interface StepRow {
  slug: string;
  name: string;
  version: number;
  by: string;
  at: Date;
}

/** Where the schema of a service is in each environment, as pipelines told. */
export async function loadSchemas(
  db: SqlExecutor,
  serviceId: string,
): Promise<{ environment: { slug: string; name: string }; schema: number; by: string; at: string }[]> {
  const rows = await db.query<StepRow>(sql`
    select slug, name, version, by, at from (
      select distinct on (e.id) e.slug, e.name, e.rank, s.version::float8 as version, s.by, s.at
      from schema_step s join environment e on e.id = s.environment_id
      where s.service_id = ${serviceId} order by e.id, s.version desc) as newest
    order by rank, slug`);
  return rows.map(({ slug, name, version, by, at }) => ({
    environment: { slug, name },
    schema: version,
    by,
    at: at.toISOString(),
  }));
}
