import type { Instant } from "@/lib/kernel/instant";
import { type SqlExecutor, sql } from "@/lib/platform/db/executor";

export interface NewSchemaRange {
  readonly serviceId: string;
  readonly version: string;
  readonly min: number;
  readonly max: number;
  readonly by: string;
  readonly at: Instant;
}

/** Keep on which versions of its schema a version of a service runs. What was said before counts no more. */
export async function insertSchemaRange(db: SqlExecutor, given: NewSchemaRange): Promise<void> {
  await db.query(sql`
    insert into schema_range (service_id, version, min, max, by, at)
    values (${given.serviceId}, ${given.version}, ${given.min}::bigint, ${given.max}::bigint, ${given.by},
            ${new Date(given.at).toISOString()}::timestamptz)`);
}

export interface NewSchemaStep {
  readonly serviceId: string;
  readonly environmentId: string;
  readonly version: number;
  readonly by: string;
  readonly at: Instant;
}

/** Keep that a schema came to a version; nothing happens when that is known. The database refuses a way back. */
export async function insertSchemaStep(db: SqlExecutor, given: NewSchemaStep): Promise<void> {
  await db.query(sql`
    insert into schema_step (service_id, environment_id, version, by, at)
    values (${given.serviceId}, ${given.environmentId}, ${given.version}::bigint, ${given.by},
            ${new Date(given.at).toISOString()}::timestamptz)
    on conflict do nothing`);
}

/** Hold the schema of a place until the transaction ends, so that two migrations at once see each other. */
export async function lockSchema(db: SqlExecutor, serviceId: string, environmentId: string): Promise<void> {
  await db.query(sql`select pg_advisory_xact_lock(hashtextextended(${serviceId + environmentId}, 53))::text`);
}
