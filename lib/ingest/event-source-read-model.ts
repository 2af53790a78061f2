import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import type { Db, Tx } from "@/lib/platform/db/prisma";

/** A source as it is stored; `secret` is sealed. */
export interface EventSourceRow {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly kind: string;
  readonly config: unknown;
  readonly secret: string | null;
  readonly disabledAt: Date | null;
  readonly lastEventAt: Date | null;
  readonly polledAt: Date | null;
  readonly pollError: string | null;
  readonly polledUntil: Date | null;
  readonly createdAt: Date;
  readonly revision: number;
}

/** One event source; null when there is none. */
export async function findEventSource(db: Db | Tx, slug: string): Promise<EventSourceRow | null> {
  return db.eventSource.findUnique({ where: { slug } });
}

/** Every event source, by name. */
export async function listEventSources(db: Db | Tx): Promise<readonly EventSourceRow[]> {
  return db.eventSource.findMany({ orderBy: [{ name: "asc" }, { id: "asc" }] });
}

/** What the door needs to know of a source. */
export interface DoorRow {
  readonly id: string;
  readonly slug: string;
  readonly kind: string;
  readonly config: unknown;
  readonly secret: string | null;
  readonly is_disabled: boolean;
}

/** The source that this address is for; null when there is none. */
export async function findDoor(db: SqlExecutor, slug: string): Promise<DoorRow | null> {
  const [row] = await db.query<DoorRow>(sql`
    select id, slug, kind, config, secret, disabled_at is not null as is_disabled from event_source where slug = ${slug}`);
  return row ?? null;
}
