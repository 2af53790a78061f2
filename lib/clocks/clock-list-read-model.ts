import type { z } from "zod";
import type { Instant } from "@/lib/kernel/instant";
import { prismaExecutor, sql } from "@/lib/platform/db/executor";
import type { Db, Tx } from "@/lib/platform/db/prisma";
import { decodeCursor, type Page, toPage } from "@/lib/platform/paging";
import { loadClockViews } from "./clock-read-model";
import type { ClockView, ListClocksInput } from "./contract";

type Filter = z.infer<typeof ListClocksInput>;

/** Later than any due time: clocks that are never due come last. */
const never = "2199-01-01T00:00:00Z";

/**
 * Clocks by due time: open ones the soonest first, others the latest first. Which are listed follows from their last revisions; what
 * they show is computed at `now`.
 */
export async function listClockViews(db: Db | Tx, filter: Filter, now: Instant): Promise<Page<ClockView>> {
  const after = decodeCursor(filter.cursor, /^\d{1,14} \w{1,64}$/)?.split(" ");
  const isRising = filter.list === "open" || filter.list === "overdue";
  const cursor = sql`(${new Date(Number(after?.[0] ?? 0)).toISOString()}::timestamptz, ${after?.[1] ?? ""})`;
  const beyond = isRising
    ? sql`(coalesce(c.due_at, ${never}::timestamptz), c.id) > ${cursor}`
    : sql`(coalesce(c.due_at, ${never}::timestamptz), c.id) < ${cursor}`;
  const rows = await prismaExecutor(db).query<{ id: string; due: Date }>(sql`
    select c.id, coalesce(c.due_at, ${never}::timestamptz) as due
    from clock c join clock_definition d on d.id = c.definition_id
    left join service s on s.id = c.service_id
    where ${inList(filter.list, now)}
      and ${filter.service ? sql`s.slug = ${filter.service}` : sql`true`}
      and ${filter.definition ? sql`d.slug = ${filter.definition}` : sql`true`}
      and ${filter.incident ? sql`c.subject_key = (select subject_key from incident where id = ${filter.incident})` : sql`true`}
      and ${after ? beyond : sql`true`}
    order by ${isRising ? sql`2, 1` : sql`2 desc, 1 desc`} limit ${filter.limit + 1}`);
  const page = toPage(rows, filter.limit, ({ due, id }) => `${due.getTime()} ${id}`);
  const ids = page.items.map(({ id }) => id);
  return { items: await loadClockViews(db, ids, now), nextCursor: page.nextCursor };
}

function inList(list: Filter["list"], now: Instant) {
  const at = sql`${new Date(now).toISOString()}::timestamptz`;
  switch (list) {
    case "open":
      return sql`c.stopped_at is null and not c.is_void`;
    case "overdue":
      return sql`c.stopped_at is null and not c.is_void and c.due_at < ${at}`;
    case "met":
      return sql`c.stopped_at <= c.due_at and not c.is_void`;
    case "breached":
      return sql`c.due_at < coalesce(c.stopped_at, ${at}) and not c.is_void`;
    case "all":
      return sql`true`;
  }
}
