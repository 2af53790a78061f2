import type { Instant } from "@/lib/kernel/instant";
import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import type { HolidayDays } from "./domain/holiday-days";

export interface HolidayCalendarFields {
  readonly name: string;
  readonly timeZone: string;
  readonly teamId: string | null;
  readonly url: string | null;
}

/** A calendar of holidays as it is kept. */
export interface StoredHolidayCalendar extends HolidayCalendarFields {
  readonly id: string;
  readonly text: string | null;
  readonly etag: string | null;
  readonly failures: number;
  readonly revision: number;
}

const day = (at: Instant): Date => new Date(at);

/** Keep a new calendar of holidays; what is not read yet is due at once. */
export async function insertHolidayCalendar(
  db: SqlExecutor,
  given: HolidayCalendarFields & { readonly id: string; readonly createdBy: string },
  now: Instant,
): Promise<void> {
  const { id, name, timeZone, teamId, url, createdBy } = given;
  await db.query(sql`
    insert into holiday_calendar (id, name, time_zone, team_id, url, next_at, created_by, created_at)
    values (${id}, ${name}, ${timeZone}, ${teamId}, ${url}, ${day(now)}, ${createdBy}, ${day(now)})`);
}

/** A calendar of holidays, held until the transaction ends; null when there is none. */
export async function lockHolidayCalendar(db: SqlExecutor, id: string): Promise<StoredHolidayCalendar | null> {
  const [row] = await db.query<StoredHolidayCalendar>(sql`
    select id, name, time_zone as "timeZone", team_id as "teamId", url, text, etag, failures, revision
    from holiday_calendar where id = ${id} for update`);
  return row ?? null;
}

/** Change a locked calendar; its revision grows by one. A new source is due at once and nothing is held against it yet. */
export async function saveHolidayCalendar(
  db: SqlExecutor,
  id: string,
  { name, timeZone, teamId, url }: HolidayCalendarFields,
  { isNewSource, now }: { readonly isNewSource: boolean; readonly now: Instant },
): Promise<void> {
  await db.query(sql`
    update holiday_calendar set name = ${name}, time_zone = ${timeZone}, team_id = ${teamId}, url = ${url},
      revision = revision + 1, etag = case when ${isNewSource} then null else etag end,
      failure = case when ${isNewSource} then null else failure end,
      failures = case when ${isNewSource} then 0 else failures end,
      next_at = case when ${isNewSource} then ${day(now)} else next_at end
    where id = ${id}`);
}

/** Delete a calendar with its holidays. */
export async function deleteHolidayCalendarRow(db: SqlExecutor, id: string): Promise<void> {
  await db.query(sql`delete from holiday_calendar where id = ${id}`);
}

/** Calendars whose time has come, the longest due first. */
export async function dueHolidayCalendars(db: SqlExecutor, now: Instant): Promise<string[]> {
  const rows = await db.query<{ id: string }>(sql`
    select id from holiday_calendar where next_at <= ${day(now)} order by next_at, id limit 20`);
  return rows.map(({ id }) => id);
}

/** A calendar is due now. */
export async function makeHolidaysDue(db: SqlExecutor, id: string, now: Instant): Promise<void> {
  await db.query(sql`update holiday_calendar set next_at = ${day(now)} where id = ${id}`);
}

export interface ReadHolidays {
  readonly text: string;
  readonly etag: string | null;
  readonly days: readonly HolidayDays[];
  readonly leftOut: number;
  readonly nextAt: Instant;
}

/** Put what was read in the place of what was known. */
export async function keepHolidays(db: SqlExecutor, id: string, read: ReadHolidays, now: Instant): Promise<void> {
  await db.query(sql`
    update holiday_calendar set text = ${read.text}, etag = ${read.etag}, left_out = ${read.leftOut}, tried_at = ${day(now)},
      read_at = ${day(now)}, failure = null, failures = 0, next_at = ${day(read.nextAt)}
    where id = ${id}`);
  await db.query(sql`delete from holiday where calendar_id = ${id}`);
  const rows = read.days.map(({ uid, firstDay, endDay, name }) => ({
    uid,
    first_day: firstDay,
    end_day: endDay,
    name,
  }));
  await db.query(sql`
    insert into holiday (calendar_id, uid, first_day, end_day, name)
    select ${id}, uid, first_day, end_day, name
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(uid text, first_day text, end_day text, name text)`);
}

/** Note that reading failed; what is known stays. */
export async function noteHolidayFailure(
  db: SqlExecutor,
  id: string,
  { failure, nextAt, now }: { readonly failure: string; readonly nextAt: Instant; readonly now: Instant },
): Promise<void> {
  await db.query(sql`
    update holiday_calendar set failure = ${failure}, failures = failures + 1, tried_at = ${day(now)}, next_at = ${day(nextAt)}
    where id = ${id}`);
}

/** How many calendars there are by state, for metrics. */
export async function countHolidayCalendars(
  db: SqlExecutor,
): Promise<{ readonly all: number; readonly failing: number; readonly oldestReadAt: Date | null }> {
  const [row] = await db.query<{ all: number; failing: number; oldestReadAt: Date | null }>(sql`
    select count(*)::int as all, count(*) filter (where failures > 0)::int as failing,
      min(read_at) filter (where url is not null) as "oldestReadAt" from holiday_calendar`);
  return row ?? { all: 0, failing: 0, oldestReadAt: null };
}
