import { route } from "@/lib/platform/http/route";
import { trafficOperations } from "@/lib/traffic/api";

export const POST = route(trafficOperations.testTarget);
