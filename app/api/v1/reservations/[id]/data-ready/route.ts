import { route } from "@/lib/platform/http/route";
import { reservationOperations } from "@/lib/reservations/api";

export const POST = route(reservationOperations.reportDataReady);
