import { calendarOperations } from "@/lib/calendar/api";
import { route } from "@/lib/platform/http/route";

export const GET = route(calendarOperations.getWindow);
export const PATCH = route(calendarOperations.editWindow);
export const DELETE = route(calendarOperations.deleteWindow);
