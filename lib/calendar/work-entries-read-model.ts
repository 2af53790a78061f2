import { drillDuty } from "@/lib/drills/domain/drill-duty";
import { type Instant, instant } from "@/lib/kernel/instant";
import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import type { CalendarEntry } from "./contract";
import type { FeedItem, FeedTime } from "./domain/feed-item";
import type { CalendarQuestion, CalendarSource, FeedQuestion } from "./port";
import { type PlaceColumns, placesOf, placeWords } from "./window-entries-read-model";

const iso = (at: Instant): string => new Date(at).toISOString();

const once = { isAllDay: false, timeZone: null, windowId: null, recurs: false } as const;

interface ChangeRow extends PlaceColumns {
  readonly key: string;
  readonly title: string;
  readonly state: string;
  readonly from_at: Date;
  readonly to_at: Date | null;
}

/** Change tickets at the time that they plan. They name no environment. */
export const changeSource: CalendarSource = {
  kinds: ["change"],
  listFeedItems: changeItems,
  async list(db, { range, serviceId, environmentId, limit }) {
    if (environmentId !== null) return [];
    const rows = await db.query<ChangeRow>(sql`
      select t.key, t.title, t.state, t.planned_start_at as from_at, t.planned_end_at as to_at,
        s.id as service_id, s.slug as service_slug, s.name as service_name,
        null as environment_id, null as environment_slug, null as environment_name
      from change_ticket t left join service s on s.id = t.service_id
      where t.planned_start_at < ${iso(range.to)}::timestamptz
        and coalesce(t.planned_end_at, t.planned_start_at) >= ${iso(range.from)}::timestamptz
        and (${serviceId}::text is null or t.service_id = ${serviceId}::text)
      order by t.planned_start_at, t.key limit ${limit + 1}::int`);
    return rows.map((row) => ({
      ...once,
      ...placesOf(row),
      id: `change ${row.key} ${row.from_at.toISOString()}`,
      kind: "change",
      title: `${row.key}: ${row.title}`,
      startsAt: row.from_at.toISOString(),
      endsAt: new Date(Math.max(row.from_at.getTime(), row.to_at?.getTime() ?? 0)).toISOString(),
      note: row.state,
      href: null,
    }));
  },
};

/** The time that a ticket plans: a moment where it names no later end. */
function plannedTime({ from_at, to_at }: ChangeRow): FeedTime {
  const from = instant(from_at.getTime());
  const to = instant(to_at?.getTime() ?? 0);
  return to > from ? { kind: "span", from, to } : { kind: "moment", at: from };
}

async function changeItems(db: SqlExecutor, { from, limit }: FeedQuestion): Promise<FeedItem[]> {
  const rows = await db.query<ChangeRow>(sql`
    select t.key, t.title, t.state, t.planned_start_at as from_at, t.planned_end_at as to_at,
      s.id as service_id, s.slug as service_slug, s.name as service_name,
      null as environment_id, null as environment_slug, null as environment_name
    from change_ticket t left join service s on s.id = t.service_id
    where coalesce(t.planned_end_at, t.planned_start_at) > ${iso(from)}::timestamptz and t.planned_start_at is not null
    order by t.key limit ${limit + 1}::int`);
  return rows.map((row) => ({
    key: `change ${row.key}`,
    kind: "change",
    title: `${row.key}: ${row.title}`,
    note: row.state,
    href: null,
    time: plannedTime(row),
    // A ticket without a service is of none that is known, and no ticket names an environment.
    serviceIds: row.service_id === null ? [] : [row.service_id],
    environmentIds: [],
    place: row.service_name,
  }));
}

interface DrillRow extends PlaceColumns {
  readonly every_days: number;
  readonly set_at: Date;
  readonly done_at: Date | null;
}

async function drillRows(
  db: SqlExecutor,
  given: { readonly serviceId: string | null; readonly environmentId: string | null; readonly limit: number },
): Promise<DrillRow[]> {
  const { serviceId, environmentId, limit } = given;
  return db.query<DrillRow>(sql`
    select d.every_days, d.set_at, s.id as service_id, s.slug as service_slug, s.name as service_name,
      e.id as environment_id, e.slug as environment_slug, e.name as environment_name,
      (select max(x.done_at) from rollback_drill x
       where x.service_id = d.service_id and x.environment_id = d.environment_id) as done_at
    from drill_schedule d join service s on s.id = d.service_id join environment e on e.id = d.environment_id
    where (${serviceId}::text is null or d.service_id = ${serviceId}::text)
      and (${environmentId}::text is null or d.environment_id = ${environmentId}::text)
    order by s.slug limit ${limit + 1}::int`);
}

/** Whether and when the next drill of a schedule is due. */
function dutyOf(row: DrillRow, now: Instant): ReturnType<typeof drillDuty> {
  const schedule = { everyDays: row.every_days, setAt: instant(row.set_at.getTime()) };
  return drillDuty({ schedule, lastDoneAt: row.done_at ? instant(row.done_at.getTime()) : null }, now);
}

async function drillItems(db: SqlExecutor, { now, limit }: FeedQuestion): Promise<FeedItem[]> {
  const rows = await drillRows(db, { serviceId: null, environmentId: null, limit });
  return rows.flatMap((row): FeedItem[] => {
    const { duty, dueAt } = dutyOf(row, now);
    if (dueAt === null) return [];
    return [
      {
        key: `drill ${row.service_id}`,
        kind: "drill",
        title: drillTitle(row),
        note: duty.replaceAll("_", " "),
        href: `/services/${row.service_slug}`,
        time: { kind: "moment", at: dueAt },
        serviceIds: row.service_id === null ? [] : [row.service_id],
        environmentIds: row.environment_id === null ? [] : [row.environment_id],
        place: placeWords(row),
      },
    ];
  });
}

function drillTitle(row: DrillRow): string {
  return `Rollback drill of ${row.service_name} is due`;
}

/** When the next rollback drill of each service is due. */
export const drillSource: CalendarSource = {
  kinds: ["drill"],
  listFeedItems: drillItems,
  async list(db, question) {
    return (await drillRows(db, question)).flatMap((row) => drillEntry(row, question) ?? []);
  },
};

function drillEntry(row: DrillRow, { range, now }: CalendarQuestion): CalendarEntry | null {
  const { duty, dueAt } = dutyOf(row, now);
  if (dueAt === null || dueAt < range.from || dueAt >= range.to) return null;
  return {
    ...once,
    ...placesOf(row),
    id: `drill ${row.service_id} ${iso(dueAt)}`,
    kind: "drill",
    title: drillTitle(row),
    startsAt: iso(dueAt),
    endsAt: iso(dueAt),
    isAllDay: true,
    note: duty.replaceAll("_", " "),
    href: `/services/${row.service_slug}`,
  };
}
