import { ownCalendarSources } from "@/lib/calendar/calendar-sources-read-model";
import type { CalendarRelations, CalendarSource } from "@/lib/calendar/port";
import { loadRelatedIds } from "@/lib/dependencies/relations-read-model";
import type { Clock } from "@/lib/platform/clock";
import { trainSource } from "@/lib/releases/calendar-read-model";
import { reservationSource } from "@/lib/reservations/calendar-read-model";

/** Everything that stands in the calendar. A source of another area is added here. */
export const calendarSources: readonly CalendarSource[] = [...ownCalendarSources, trainSource, reservationSource];

/** Which service needs which, for conflicts through them: what the graph of dependencies knows. */
export function composeRelations(clock: Clock): CalendarRelations {
  return { listRelations: (db, environmentId) => loadRelatedIds(db, environmentId, clock.now()) };
}
