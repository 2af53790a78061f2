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
