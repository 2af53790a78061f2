import type { PgBoss } from "pg-boss";
import type { Registry } from "prom-client";
import { ownCalendarSources } from "@/lib/calendar/calendar-sources-read-model";
import { publishCalendarJob, readDueHolidaysJob, readHolidaysJob } from "@/lib/calendar/jobs";
import { registerCalendar } from "@/lib/calendar/loop/register-calendar";
import type { CalendarRelations, CalendarSource } from "@/lib/calendar/port";
import { loadRelatedIds } from "@/lib/dependencies/relations-read-model";
import type { Clock } from "@/lib/platform/clock";
import type { Runtime } from "@/lib/platform/runtime";
import { trainSource } from "@/lib/releases/calendar-read-model";
import { departureSource } from "@/lib/releases/departure-calendar-read-model";
import { reservationSource } from "@/lib/reservations/calendar-read-model";

/** Everything that stands in the calendar. A source of another area is added here. */
export const calendarSources: readonly CalendarSource[] = [
  ...ownCalendarSources,
  trainSource,
  departureSource,
  reservationSource,
];

/** Which service needs which, for conflicts through them: what the graph of dependencies knows. */
export function composeRelations(clock: Clock): CalendarRelations {
  return { listRelations: (db, environmentId) => loadRelatedIds(db, environmentId, clock.now()) };
}

/** Jobs of the calendar; their queues are made with all the others. */
export const calendarJobs = [publishCalendarJob, readHolidaysJob, readDueHolidaysJob];

/** Let the worker publish the calendar for feeds, and read holidays. */
export async function startCalendar(boss: PgBoss, runtime: Runtime, registry: Registry): Promise<void> {
  await registerCalendar(boss, runtime, registry);
}
