import { alertOperations } from "@/lib/alerts/api";
import { route } from "@/lib/platform/http/route";

export const PATCH = route(alertOperations.editAlertRoute);
export const DELETE = route(alertOperations.deleteAlertRoute);
