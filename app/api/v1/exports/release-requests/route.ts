import { gateOperations } from "@/lib/gates/api";
import { route } from "@/lib/platform/http/route";

export const GET = route(gateOperations.exportReleaseRequests);
