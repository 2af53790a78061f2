import { type SqlExecutor, sql } from "@/lib/platform/db/executor";

/**
 * Ids of the services of which a deployment said that it comes from one of these repositories, whatever the catalog says. One step of the
 * index for each service, not one for each deployment.
 */
export async function servicesDeployedFrom(db: SqlExecutor, repositories: readonly string[]): Promise<string[]> {
  if (repositories.length === 0) return [];
  const rows = await db.query<{ service_id: string }>(sql`
    select distinct found.service_id
    from unnest(${[...repositories]}::text[]) as told(repository)
    cross join lateral (
      with recursive services as (
        (select d.service_id from deployment d where d.said is not null and d.said ->> 'repository' = told.repository
          order by d.service_id limit 1)
        union all
        select (select d.service_id from deployment d where d.said is not null and d.said ->> 'repository' = told.repository
            and d.service_id > services.service_id order by d.service_id limit 1)
        from services where services.service_id is not null)
      select service_id from services where service_id is not null) as found`);
  return rows.map((row) => row.service_id);
}

interface Telling {
  readonly serviceId: string;
  readonly environmentId: string;
  readonly repository: string;
}

/** Those of them in whose lane no deployment said yet that it comes from this repository. */
export async function firstTellings(db: SqlExecutor, told: readonly Telling[]): Promise<Telling[]> {
  if (told.length === 0) return [];
  const rows = told.map((one) => ({ ...one }));
  return db.query<Telling>(sql`
    select n."serviceId", n."environmentId", n.repository
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as n("serviceId" text, "environmentId" text, repository text)
    where not exists (
      select from deployment d where d.said is not null and d.said ->> 'repository' = n.repository
        and d.service_id = n."serviceId" and d.environment_id = n."environmentId")`);
}

/** Every repository that a deployment of a lane said it comes from. */
export async function repositoriesOfLane(
  db: SqlExecutor,
  lane: { readonly serviceId: string; readonly environmentId: string },
): Promise<string[]> {
  const rows = await db.query<{ repository: string }>(sql`
    select distinct said ->> 'repository' as repository from deployment
    where service_id = ${lane.serviceId} and environment_id = ${lane.environmentId} and said ->> 'repository' is not null
    order by 1`);
  return rows.map((row) => row.repository);
}
