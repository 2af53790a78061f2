import { ownCalendarSources } from "@/lib/calendar/calendar-sources-read-model";
import type { CalendarRelations, CalendarSource } from "@/lib/calendar/port";

/** Everything that stands in the calendar. A source of another area is added here. */
export const calendarSources: readonly CalendarSource[] = [...ownCalendarSources];

/** Which service needs which, for conflicts through them: none is known until an area that knows is named here. */
export const calendarRelations: CalendarRelations = { listRelations: async () => [] };
