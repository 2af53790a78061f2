import { logOperations } from "@/lib/logs/api";
import { route } from "@/lib/platform/http/route";

export const GET = route(logOperations.getDeploymentLogs);
