import { route } from "@/lib/platform/http/route";
import { statusPageOperations } from "@/lib/status-page/api";

export const GET = route(statusPageOperations.getStatusPageSettings);
export const PUT = route(statusPageOperations.setStatusPage);
