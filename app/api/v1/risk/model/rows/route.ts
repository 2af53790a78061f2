import { route } from "@/lib/platform/http/route";
import { riskOperations } from "@/lib/risk/api";

export const GET = route(riskOperations.listCalibrationRows);
