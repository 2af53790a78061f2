import { anomalyOperations } from "@/lib/anomalies/api";
import { route } from "@/lib/platform/http/route";

export const GET = route(anomalyOperations.exportFindings);
