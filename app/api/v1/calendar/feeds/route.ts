import { calendarOperations } from "@/lib/calendar/api";
import { route } from "@/lib/platform/http/route";

export const GET = route(calendarOperations.listFeeds);
export const POST = route(calendarOperations.createFeed);
