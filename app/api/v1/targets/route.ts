import { route } from "@/lib/platform/http/route";
import { trafficOperations } from "@/lib/traffic/api";

export const GET = route(trafficOperations.listTargets);
export const POST = route(trafficOperations.createTarget);
