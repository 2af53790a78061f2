import { route } from "@/lib/platform/http/route";
import { telemetryOperations } from "@/lib/telemetry/api";

export const GET = route(telemetryOperations.listSources);
export const POST = route(telemetryOperations.createSource);
