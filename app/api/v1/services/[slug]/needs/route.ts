import { dependencyOperations } from "@/lib/dependencies/api";
import { route } from "@/lib/platform/http/route";

export const GET = route(dependencyOperations.listServiceNeeds);
export const POST = route(dependencyOperations.declareServiceNeeds);
