import { alertOperations } from "@/lib/alerts/api";
import { route } from "@/lib/platform/http/route";

export const GET = route(alertOperations.exportAlarms);
