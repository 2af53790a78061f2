import { type Instant, plusMs } from "@/lib/kernel/instant";
import { dayOf, type Period, startOfDay } from "@/lib/kernel/zoned-time";
import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import { invalidField } from "@/lib/platform/refusals";
import type { CalendarEntry } from "./contract";
import type { FeedItem } from "./domain/feed-item";
import type { HolidayCalendarDetail, HolidayCalendarView } from "./holiday-contract";
import type { CalendarQuestion, CalendarSource, FeedQuestion } from "./port";

const dayMs = 86_400_000;

interface CalendarRow {
  readonly id: string;
  readonly name: string;
  readonly timeZone: string;
  readonly teamSlug: string | null;
  readonly teamName: string | null;
  readonly url: string | null;
  readonly holidayCount: number;
  readonly leftOut: number;
  readonly nextName: string | null;
  readonly nextFirstDay: string | null;
  readonly nextEndDay: string | null;
  readonly triedAt: Date | null;
  readonly readAt: Date | null;
  readonly failure: string | null;
  readonly nextAt: Date;
  readonly createdBy: string;
  readonly createdAt: Date;
  readonly revision: number;
}

function stateOf({ failure, readAt }: CalendarRow): HolidayCalendarView["state"] {
  if (failure !== null) return "failing";
  return readAt === null ? "waiting" : "ok";
}

function view(row: CalendarRow, mayChange: boolean): HolidayCalendarView {
  const { teamSlug, teamName, leftOut, nextName, nextFirstDay, nextEndDay, nextAt, url, ...rest } = row;
  const iso = (at: Date | null): string | null => at?.toISOString() ?? null;
  return {
    ...rest,
    team: teamSlug === null || teamName === null ? null : { slug: teamSlug, name: teamName },
    // Addresses of calendars may hold a secret of their own.
    url: mayChange ? url : null,
    host: url === null ? null : new URL(url).host,
    state: stateOf(row),
    leftOutCount: leftOut,
    next:
      nextName === null || nextFirstDay === null || nextEndDay === null
        ? null
        : { name: nextName, firstDay: nextFirstDay, endDay: nextEndDay },
    triedAt: iso(row.triedAt),
    readAt: iso(row.readAt),
    nextTryAt: url === null ? null : iso(nextAt),
    createdAt: row.createdAt.toISOString(),
  };
}

async function calendarRows(db: SqlExecutor, id: string | null, today: string): Promise<CalendarRow[]> {
  return db.query<CalendarRow>(sql`
    select c.id, c.name, c.time_zone as "timeZone", t.slug as "teamSlug", t.name as "teamName", c.url, c.left_out as "leftOut",
      (select count(*)::int from holiday h where h.calendar_id = c.id) as "holidayCount",
      n.name as "nextName", n.first_day as "nextFirstDay", n.end_day as "nextEndDay",
      c.tried_at as "triedAt", c.read_at as "readAt", c.failure, c.next_at as "nextAt",
      c.created_by as "createdBy", c.created_at as "createdAt", c.revision
    from holiday_calendar c left join team t on t.id = c.team_id
    left join lateral (select h.name, h.first_day, h.end_day from holiday h
      where h.calendar_id = c.id and h.end_day > ${today} order by h.first_day, h.uid limit 1) n on true
    where ${id}::text is null or c.id = ${id}::text order by c.name, c.id limit 500`);
}

/** Every calendar of holidays by name. Its address is told to those who may change it. */
export async function listHolidayCalendarViews(
  db: SqlExecutor,
  { now, mayChange }: { readonly now: Instant; readonly mayChange: boolean },
): Promise<HolidayCalendarView[]> {
  return (await calendarRows(db, null, dayOf(now, "UTC"))).map((row) => view(row, mayChange));
}

/** One calendar of holidays with its days; null when there is none. */
export async function findHolidayCalendar(
  db: SqlExecutor,
  id: string,
  { now, mayChange }: { readonly now: Instant; readonly mayChange: boolean },
): Promise<HolidayCalendarDetail | null> {
  const [row] = await calendarRows(db, id, dayOf(now, "UTC"));
  if (!row) return null;
  const days = await db.query<{ name: string; firstDay: string; endDay: string }>(sql`
    select name, first_day as "firstDay", end_day as "endDay" from holiday
    where calendar_id = ${id} order by first_day, uid limit 5000`);
  return { ...view(row, mayChange), days };
}

/** The id of a team; null for none. Throws `invalid_input` for one that there is not. */
export async function requireTeamId(db: SqlExecutor, slug: string | null): Promise<string | null> {
  if (slug === null) return null;
  const [team] = await db.query<{ id: string }>(sql`select id from team where slug = ${slug}`);
  if (team) return team.id;
  throw invalidField("team", `There is no team “${slug}”.`, "Correct the slug, or leave it out for everybody.");
}

interface HolidayRow {
  readonly calendarId: string;
  readonly calendarName: string;
  readonly teamId: string | null;
  readonly teamName: string | null;
  readonly timeZone: string;
  readonly failure: string | null;
  readonly readAt: Date | null;
  readonly uid: string;
  readonly name: string;
  readonly firstDay: string;
  readonly endDay: string;
  readonly serviceIds: readonly string[];
}

/** Holidays whose days may touch a range, with the services of their team. */
async function holidayRows(
  db: SqlExecutor,
  given: {
    readonly from: Instant;
    readonly to: Instant | null;
    readonly serviceId: string | null;
    readonly limit: number;
  },
): Promise<HolidayRow[]> {
  // No zone is further from UTC than a day.
  const from = dayOf(plusMs(given.from, -dayMs), "UTC");
  const to = given.to === null ? null : dayOf(plusMs(given.to, dayMs), "UTC");
  return db.query<HolidayRow>(sql`
    select c.id as "calendarId", c.name as "calendarName", c.team_id as "teamId", t.name as "teamName",
      c.time_zone as "timeZone", c.failure, c.read_at as "readAt", h.uid, h.name, h.first_day as "firstDay",
      h.end_day as "endDay", array(select s.id from service s where s.owner_team_id = c.team_id order by s.id) as "serviceIds"
    from holiday h join holiday_calendar c on c.id = h.calendar_id left join team t on t.id = c.team_id
    where h.end_day >= ${from} and (${to}::text is null or h.first_day <= ${to}::text)
      and (${given.serviceId}::text is null or c.team_id is null or exists (
        select 1 from service s where s.id = ${given.serviceId}::text and s.owner_team_id = c.team_id))
    order by h.first_day, c.id, h.uid limit ${given.limit + 1}::int`);
}

function spanOf({ firstDay, endDay, timeZone }: HolidayRow): Period {
  return { from: startOfDay(firstDay, timeZone), to: startOfDay(endDay, timeZone) };
}

/** Whose holiday it is, and how old this is when its source is dark. */
function noteOf({ calendarName, teamName, failure, readAt }: HolidayRow): string {
  const whose = teamName === null ? calendarName : `${calendarName}, of ${teamName}`;
  if (failure === null || readAt === null) return whose;
  return `${whose}; not read since ${readAt.toISOString().slice(0, 10)}`;
}

async function listEntries(db: SqlExecutor, question: CalendarQuestion): Promise<CalendarEntry[]> {
  const { range, serviceId, limit } = question;
  const rows = await holidayRows(db, { ...range, serviceId, limit });
  return rows.flatMap((row): CalendarEntry[] => {
    const { from, to } = spanOf(row);
    if (to <= range.from || from >= range.to) return [];
    return [
      {
        id: keyOf(row),
        kind: "holiday",
        title: row.name,
        startsAt: new Date(from).toISOString(),
        endsAt: new Date(to).toISOString(),
        isAllDay: true,
        timeZone: row.timeZone,
        service: null,
        environment: null,
        note: noteOf(row),
        href: null,
        windowId: null,
        recurs: false,
      },
    ];
  });
}

function keyOf({ calendarId, uid, firstDay }: HolidayRow): string {
  return `holiday ${calendarId} ${uid} ${firstDay}`;
}

async function listFeedItems(db: SqlExecutor, { from, limit }: FeedQuestion): Promise<FeedItem[]> {
  const rows = await holidayRows(db, { from, to: null, serviceId: null, limit });
  return rows
    .filter((row) => spanOf(row).to > from)
    .map((row) => ({
      key: keyOf(row),
      kind: "holiday",
      title: row.name,
      note: noteOf(row),
      href: null,
      time: { kind: "days", firstDay: row.firstDay, endDay: row.endDay, timeZone: row.timeZone },
      serviceIds: row.teamId === null ? null : row.serviceIds,
      environmentIds: null,
      place: null,
    }));
}

/** Holidays as days of their own zones, on the same day for every reader. */
export const holidaySource: CalendarSource = { kinds: ["holiday"], list: listEntries, listFeedItems };

/** A holiday as a stretch of time; without services it concerns every one. */
export interface PlacedHoliday extends Period {
  readonly name: string;
  readonly serviceIds: readonly string[] | null;
}

/** Every holiday that touches a range: for whoever has to know why a day is not like others. */
export async function holidaysWithin(db: SqlExecutor, range: Period): Promise<PlacedHoliday[]> {
  const rows = await holidayRows(db, { ...range, serviceId: null, limit: 50_000 });
  return rows
    .map((row) => ({ ...spanOf(row), name: row.name, serviceIds: row.teamId === null ? null : row.serviceIds }))
    .filter(({ from, to }) => to > range.from && from < range.to);
}
