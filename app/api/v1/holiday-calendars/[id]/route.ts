import { calendarOperations } from "@/lib/calendar/api";
import { route } from "@/lib/platform/http/route";

export const GET = route(calendarOperations.getHolidayCalendar);
export const PATCH = route(calendarOperations.editHolidayCalendar);
export const DELETE = route(calendarOperations.deleteHolidayCalendar);
