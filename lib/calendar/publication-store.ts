import { z } from "zod";
import { type Instant, instant } from "@/lib/kernel/instant";
import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import type { FeedItem } from "./domain/feed-item";
import type { Published } from "./domain/publication";
import { feedKinds } from "./feed-contract";

const At = z.number().transform((at) => instant(at));
const StoredRecurrence = z.object({
  rule: z.string(),
  timeZone: z.string(),
  localStart: z.string(),
  durationMinutes: z.number(),
  exdates: z.array(z.string()),
});
const StoredTime = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("moment"), at: At }),
  z.object({ kind: z.literal("span"), from: At, to: At }),
  z.object({ kind: z.literal("days"), firstDay: z.string(), endDay: z.string(), timeZone: z.string() }),
  z.object({ kind: z.literal("series"), recurrence: StoredRecurrence }),
]);
const StoredItem = z.object({
  key: z.string(),
  kind: z.enum(feedKinds),
  title: z.string(),
  note: z.string().nullable(),
  href: z.string().nullable(),
  time: StoredTime,
  serviceIds: z.array(z.string()).nullable(),
  environmentIds: z.array(z.string()).nullable(),
  place: z.string().nullable(),
});

interface PublicationRow {
  readonly item: unknown;
  readonly sequence: number;
  readonly createdAt: Date;
  readonly changedAt: Date;
  readonly cancelledAt: Date | null;
}

function at(date: Date): Instant {
  return instant(date.getTime());
}

/** Everything that feeds say now. */
export async function loadPublished(db: SqlExecutor): Promise<Published[]> {
  const rows = await db.query<PublicationRow>(sql`
    select item, sequence, created_at as "createdAt", changed_at as "changedAt", cancelled_at as "cancelledAt"
    from calendar_publication order by key`);
  return rows.map((row) => ({
    item: StoredItem.parse(row.item) satisfies FeedItem,
    sequence: row.sequence,
    createdAt: at(row.createdAt),
    changedAt: at(row.changedAt),
    cancelledAt: row.cancelledAt === null ? null : at(row.cancelledAt),
  }));
}

/** Be the only one who compares, until the transaction ends; false while somebody else does. */
export async function lockPublications(db: SqlExecutor): Promise<boolean> {
  const [row] = await db.query<{ mine: boolean }>(
    sql`select pg_try_advisory_xact_lock(hashtext('signalbox calendar'), hashtext('publish')) as mine`,
  );
  return row?.mine ?? false;
}

/** Write what changed, forget what is over, and note that the calendar was compared at `now`. */
export async function savePublications(
  db: SqlExecutor,
  { write, forget }: { readonly write: readonly Published[]; readonly forget: readonly string[] },
  now: Instant,
): Promise<void> {
  const iso = (moment: Instant | null): string | null => (moment === null ? null : new Date(moment).toISOString());
  const rows = write.map(({ item, sequence, createdAt, changedAt, cancelledAt }) => ({
    key: item.key,
    item,
    sequence,
    created_at: iso(createdAt),
    changed_at: iso(changedAt),
    cancelled_at: iso(cancelledAt),
  }));
  await db.query(sql`
    insert into calendar_publication (key, item, sequence, created_at, changed_at, cancelled_at)
    select key, item, sequence, created_at, changed_at, cancelled_at
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(
      key text, item jsonb, sequence int, created_at timestamptz, changed_at timestamptz, cancelled_at timestamptz)
    on conflict (key) do update set item = excluded.item, sequence = excluded.sequence,
      changed_at = excluded.changed_at, cancelled_at = excluded.cancelled_at`);
  await db.query(sql`delete from calendar_publication where key = any(${[...forget]}::text[])`);
  await db.query(sql`
    insert into calendar_pass (id, published_at) values (1, ${iso(now)}::timestamptz)
    on conflict (id) do update set published_at = excluded.published_at`);
}

/** When the calendar was last compared with what feeds say; null when it never was. */
export async function lastPublishedAt(db: SqlExecutor): Promise<Instant | null> {
  const [row] = await db.query<{ at: Date }>(sql`select published_at as at from calendar_pass where id = 1`);
  return row ? at(row.at) : null;
}
