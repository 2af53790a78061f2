import { calendarOperations } from "@/lib/calendar/api";
import { route } from "@/lib/platform/http/route";

export const GET = route(calendarOperations.exportWindows);
