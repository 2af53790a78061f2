import { ownershipOperations } from "@/lib/ownership/api";
import { route } from "@/lib/platform/http/route";

export const GET = route(ownershipOperations.getOwnership);
export const PUT = route(ownershipOperations.setOwnership);
