import { type Instant, instant } from "@/lib/kernel/instant";
import type { Period } from "@/lib/kernel/zoned-time";
import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import { type Announcement, type PlannedWindow, plannedBy } from "./domain/planned-time";
import { spansWithin } from "./domain/series";
import { recurrenceOf } from "./stored-recurrence";

interface Place {
  readonly serviceId: string;
  readonly environmentId: string;
}

interface AnnouncementRow {
  window_id: string;
  name: string;
  announced_at: Date;
  is_maintenance: boolean;
  environment_id: string | null;
  service_id: string | null;
  starts_at: Date;
  ends_at: Date;
  recurrence: unknown;
}

/** Most announcements that are looked at: years of weekly windows of hundreds of places. */
const maxAnnouncements = 50_000;

/** Answers which maintenance was planned at a place, and what was announced too late to be. */
export type PlannedTime = (place: Place) => readonly PlannedWindow[];

/**
 * Everything that windows ever said about maintenance that touches `range`, in one statement for however many places. Windows in the
 * order in which they begin.
 */
export async function loadPlannedTime(db: SqlExecutor, range: Period): Promise<PlannedTime> {
  const iso = (at: Instant) => new Date(at).toISOString();
  const rows = await db.query<AnnouncementRow>(sql`
    select window_id, name, announced_at, kind = 'maintenance' and not is_withdrawn as is_maintenance, environment_id,
           service_id, starts_at, ends_at, recurrence
    from window_announcement
    where window_id in (select a.window_id from window_announcement a
                        where a.kind = 'maintenance' and a.ends_at > ${iso(range.from)}::timestamptz
                          and a.starts_at < ${iso(range.to)}::timestamptz)
    order by id limit ${maxAnnouncements}::int`);
  const told = rows.map((row) => ({ row, spans: spansOf(row, range) }));
  const byWindow = [...Map.groupBy(told, ({ row }) => row.window_id).values()];
  return (place) =>
    byWindow
      .flatMap((said) => plannedBy(said.map(({ row, spans }) => announcementOf(row, spans, place))))
      .toSorted((left, right) => left.said.from - right.said.from);
}

/** The time that it named; of one that comes back, the times that touch the range. */
function spansOf(row: AnnouncementRow, range: Period): readonly Period[] {
  const span = { from: instant(row.starts_at.getTime()), to: instant(row.ends_at.getTime()) };
  const recurrence = recurrenceOf(row.recurrence);
  return recurrence ? spansWithin({ span, recurrence }, range) : [span];
}

function announcementOf(row: AnnouncementRow, spans: readonly Period[], place: Place): Announcement {
  const isHere =
    (row.service_id === null || row.service_id === place.serviceId) &&
    (row.environment_id === null || row.environment_id === place.environmentId);
  return {
    windowId: row.window_id,
    name: row.name,
    announcedAt: instant(row.announced_at.getTime()),
    applies: row.is_maintenance && isHere,
    spans,
  };
}
