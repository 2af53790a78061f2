import { route } from "@/lib/platform/http/route";
import { trafficOperations } from "@/lib/traffic/api";

export const GET = route(trafficOperations.getTarget);
export const PATCH = route(trafficOperations.editTarget);
