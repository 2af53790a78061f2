import { route } from "@/lib/platform/http/route";
import { reportOperations } from "@/lib/reports/api";

export const GET = route(reportOperations.listReports);
export const POST = route(reportOperations.createReport);
