import type { Instant } from "@/lib/kernel/instant";
import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import type { GateWatchView } from "./watch-contract";

interface WatchRow {
  id: string;
  version: string;
  connection_slug: string;
  connection_name: string;
  notice: GateWatchView["notice"];
  asked_by: string;
  asked_at: Date;
  expires_at: Date;
  told_at: Date | null;
}

/** Who is to be told that the gate of a place opens, the newest first; at most 50. `id`: only that one. */
export async function listWatchViews(
  db: SqlExecutor,
  place: { readonly serviceId: string; readonly environmentId: string },
  now: Instant,
  id: string | null = null,
): Promise<GateWatchView[]> {
  const rows = await db.query<WatchRow>(sql`
    select w.id, w.version, c.slug as connection_slug, c.name as connection_name, n.state as notice, w.asked_by, w.asked_at,
      w.expires_at, w.told_at
    from gate_watch w join connection c on c.id = w.connection_id
    left join alarm_notice n on n.alarm_id = w.alarm_id and n.step = 1
    where w.service_id = ${place.serviceId} and w.environment_id = ${place.environmentId}
      and (${id}::text is null or w.id = ${id})
    order by w.asked_at desc, w.id desc limit 50`);
  return rows.map((row) => ({
    id: row.id,
    version: row.version,
    connection: { slug: row.connection_slug, name: row.connection_name },
    state: row.told_at ? "told" : row.expires_at.getTime() <= now ? "expired" : "waits",
    notice: row.notice,
    askedBy: row.asked_by,
    askedAt: row.asked_at.toISOString(),
    expiresAt: row.expires_at.toISOString(),
    openedAt: row.told_at?.toISOString() ?? null,
  }));
}

/** A watch that waits, with the place in slugs. */
export interface WaitingWatch {
  readonly id: string;
  readonly service: string;
  readonly environment: string;
  readonly serviceId: string;
  readonly environmentId: string;
  readonly version: string;
  readonly connectionId: string;
}

/**
 * Watches that wait and have not expired, in another order each minute, so that none waits for those that never open; held until the
 * transaction ends, those of others left out.
 */
export function lockWaiting(db: SqlExecutor, now: Instant, limit: number): Promise<WaitingWatch[]> {
  return db.query<WaitingWatch>(sql`
    select w.id, s.slug as service, e.slug as environment, w.service_id as "serviceId", w.environment_id as "environmentId",
      w.version, w.connection_id as "connectionId"
    from gate_watch w join service s on s.id = w.service_id join environment e on e.id = w.environment_id
    where w.told_at is null and w.expires_at > ${new Date(now).toISOString()}::timestamptz
    order by md5(w.id || ${new Date(now).toISOString().slice(0, 16)}) limit ${limit} for update of w skip locked`);
}

/** Id of a connection of one of these kinds that is in use; null when there is none of this slug. */
export async function findWatchConnection(
  db: SqlExecutor,
  slug: string,
  kinds: readonly string[],
): Promise<string | null> {
  const [row] = await db.query<{ id: string }>(sql`
    select id from connection where slug = ${slug} and kind = any(${[...kinds]}::text[]) and disabled_at is null`);
  return row?.id ?? null;
}
