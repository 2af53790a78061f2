import { type Instant, instant } from "@/lib/kernel/instant";
import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import type { SprintCalendarView } from "./contract";
import { sprintsIn } from "./domain/sprints";

type Row = Omit<SprintCalendarView, "current">;

const select = sql`
  select c.slug, c.name, c.first_day as "firstDay", c.length_days as "lengthDays", c.time_zone as "timeZone", c.revision,
    coalesce((select jsonb_agg(jsonb_build_object('slug', e.slug, 'name', e.name) order by e.rank, e.slug)
              from environment_terms t join environment e on e.id = t.environment_id where t.sprint_calendar_id = c.id),
             '[]'::jsonb) as environments
  from sprint_calendar c`;

function viewOf(row: Row, now: Instant): SprintCalendarView {
  const [sprint] = sprintsIn(row, { from: now, to: instant(now + 1) }, 1);
  const current = sprint
    ? {
        number: sprint.number,
        startsAt: new Date(sprint.from).toISOString(),
        endsAt: new Date(sprint.to).toISOString(),
      }
    : null;
  return { ...row, current };
}

/** Every sprint calendar by name, with the sprint of `now` and the environments that have it; at most 500. */
export async function listSprintCalendars(db: SqlExecutor, now: Instant): Promise<SprintCalendarView[]> {
  const rows = await db.query<Row>(sql`${select} order by c.name, c.slug limit 500`);
  return rows.map((row) => viewOf(row, now));
}

/** One calendar; null when there is none. */
export async function findSprintCalendar(
  db: SqlExecutor,
  slug: string,
  now: Instant,
): Promise<SprintCalendarView | null> {
  const [row] = await db.query<Row>(sql`${select} where c.slug = ${slug}`);
  return row ? viewOf(row, now) : null;
}

/** One calendar, held until the transaction ends: nobody begins or stops to use it meanwhile. Null when there is none. */
export async function lockSprintCalendar(
  db: SqlExecutor,
  slug: string,
  now: Instant,
): Promise<SprintCalendarView | null> {
  const [held] = await db.query<{ id: string }>(sql`select id from sprint_calendar where slug = ${slug} for update`);
  return held ? findSprintCalendar(db, slug, now) : null;
}
