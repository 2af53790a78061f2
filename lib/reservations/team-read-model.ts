import { type SqlExecutor, sql } from "@/lib/platform/db/executor";

/** The id of a team by its slug; null when there is none. */
export async function findTeamId(db: SqlExecutor, slug: string): Promise<string | null> {
  const [row] = await db.query<{ id: string }>(sql`select id from team where slug = ${slug}`);
  return row?.id ?? null;
}
