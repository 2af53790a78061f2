import { route } from "@/lib/platform/http/route";
import { telemetryOperations } from "@/lib/telemetry/api";

export const GET = route(telemetryOperations.getSource);
export const PATCH = route(telemetryOperations.editSource);
