import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import type { Ids } from "@/lib/platform/ids";

/** Sources of what we say ourselves. None has a secret, so that nothing comes in by their doors. */
const own = {
  history: { slug: "history", name: "Imported history" },
  alerts: { slug: "signalbox-alerts", name: "Alerts of Signalbox" },
} as const;

/** The id of the event source with this slug; null when there is none. */
export async function sourceIdOf(db: SqlExecutor, wanted: string): Promise<string | null> {
  const [row] = await db.query<{ id: string }>(sql`select id from event_source where slug = ${wanted}`);
  return row?.id ?? null;
}

/** One of our own sources; made the first time. */
export async function insertOwnSource(db: SqlExecutor, ids: Ids, which: keyof typeof own): Promise<string> {
  const { slug, name } = own[which];
  const there = await sourceIdOf(db, slug);
  if (there !== null) return there;
  await db.query(sql`
    insert into event_source (id, slug, name, kind, config, updated_at)
    values (${ids.next("evs")}, ${slug}, ${name}, 'push', '{}'::jsonb, clock_timestamp())
    on conflict (slug) do nothing`);
  const id = await sourceIdOf(db, slug);
  if (id === null) throw new Error("a source of our own is not there");
  return id;
}
