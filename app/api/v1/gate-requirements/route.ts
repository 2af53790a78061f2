import { gateOperations } from "@/lib/gates/api";
import { route } from "@/lib/platform/http/route";

export const GET = route(gateOperations.listGateRequirements);
export const POST = route(gateOperations.setGateRequirement);
