import { ownCalendarSources } from "@/lib/calendar/calendar-sources-read-model";
import type { CalendarSource } from "@/lib/calendar/port";

/** Everything that stands in the calendar. A source of another area is added here. */
export const calendarSources: readonly CalendarSource[] = [...ownCalendarSources];
