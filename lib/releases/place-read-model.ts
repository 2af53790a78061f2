import { type SqlExecutor, sql } from "@/lib/platform/db/executor";

/** Ids of environments by their slugs; those that are not there are left out. */
export async function environmentIdsBySlug(
  db: SqlExecutor,
  slugs: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const rows = await db.query<{ id: string; slug: string }>(
    sql`select id, slug from environment where slug = any(${[...slugs]}::text[])`,
  );
  return new Map(rows.map(({ id, slug }) => [slug, id]));
}
