import { type SqlExecutor, sql } from "@/lib/platform/db/executor";

/** Environments in which something is open, in their order. There are few. */
export async function listOccupied(db: SqlExecutor): Promise<{ readonly id: string; readonly slug: string }[]> {
  return db.query<{ id: string; slug: string }>(sql`
    select e.id, e.slug from environment e
    where exists (select from environment_reservation r where r.environment_id = e.id and r.ended_at is null)
    order by e.rank, e.slug limit 200`);
}
