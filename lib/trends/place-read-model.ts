import { type SqlExecutor, sql } from "@/lib/platform/db/executor";

/** Which of a service and a team is named and not there; null when all that is named is there. */
export async function findMissingPlace(
  db: SqlExecutor,
  named: { readonly service?: string | undefined; readonly team?: string | undefined },
): Promise<"service" | "team" | null> {
  const service = named.service ?? null;
  const team = named.team ?? null;
  const [row] = await db.query<{ service: boolean; team: boolean }>(sql`
    select (${service}::text is null or exists (select from service where slug = ${service})) as service,
      (${team}::text is null or exists (select from team where slug = ${team})) as team`);
  if (!row?.service) return "service";
  return row.team ? null : "team";
}
