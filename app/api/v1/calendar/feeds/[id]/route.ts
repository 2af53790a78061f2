import { calendarOperations } from "@/lib/calendar/api";
import { route } from "@/lib/platform/http/route";

export const PATCH = route(calendarOperations.renameFeed);
export const DELETE = route(calendarOperations.revokeFeed);
