import type { Instant } from "@/lib/kernel/instant";
import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import type { SetSprintCalendarInput } from "./contract";

export interface SavedCalendar {
  /** Of a new one; one that is there keeps its own. */
  readonly id: string;
  readonly calendar: Pick<SetSprintCalendarInput, "slug" | "name" | "firstDay" | "lengthDays" | "timeZone">;
  readonly by: string;
  readonly at: Instant;
}

/** Keep a sprint calendar, new or in the place of the one of its slug, whose revision grows by one. */
export async function saveSprintCalendar(db: SqlExecutor, { id, calendar, by, at }: SavedCalendar): Promise<void> {
  const { slug, name, firstDay, lengthDays, timeZone } = calendar;
  await db.query(sql`
    insert into sprint_calendar (id, slug, name, first_day, length_days, time_zone, updated_by, updated_at)
    values (${id}, ${slug}, ${name}, ${firstDay}, ${lengthDays}, ${timeZone}, ${by}, ${new Date(at).toISOString()}::timestamptz)
    on conflict (slug) do update set name = excluded.name, first_day = excluded.first_day, length_days = excluded.length_days,
      time_zone = excluded.time_zone, updated_by = excluded.updated_by, updated_at = excluded.updated_at,
      revision = sprint_calendar.revision + 1`);
}

/** Take away a calendar that no environment has. */
export async function deleteSprintCalendar(db: SqlExecutor, slug: string): Promise<void> {
  await db.query(sql`delete from sprint_calendar where slug = ${slug}`);
}
