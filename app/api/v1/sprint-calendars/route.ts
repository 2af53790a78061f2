import { route } from "@/lib/platform/http/route";
import { reservationOperations } from "@/lib/reservations/api";

export const GET = route(reservationOperations.listSprintCalendars);
export const POST = route(reservationOperations.setSprintCalendar);
