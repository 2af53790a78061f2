import { route } from "@/lib/platform/http/route";
import { reportOperations } from "@/lib/reports/api";

export const PATCH = route(reportOperations.editReport);
export const DELETE = route(reportOperations.deleteReport);
