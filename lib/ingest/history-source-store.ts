import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import type { Ids } from "@/lib/platform/ids";

const slug = "history";

/** The id of the event source with this slug; null when there is none. */
export async function sourceIdOf(db: SqlExecutor, wanted: string): Promise<string | null> {
  const [row] = await db.query<{ id: string }>(sql`select id from event_source where slug = ${wanted}`);
  return row?.id ?? null;
}

/** The source of imports that name none; made at the first of them. It has no secret, so that nothing comes in by its door. */
export async function insertHistorySource(db: SqlExecutor, ids: Ids): Promise<string> {
  await db.query(sql`
    insert into event_source (id, slug, name, kind, config, updated_at)
    values (${ids.next("evs")}, ${slug}, 'Imported history', 'push', '{}'::jsonb, clock_timestamp())
    on conflict (slug) do nothing`);
  const id = await sourceIdOf(db, slug);
  if (id === null) throw new Error("the source of imported history is not there");
  return id;
}
