import { route } from "@/lib/platform/http/route";
import { syntheticOperations } from "@/lib/synthetics/api";

export const GET = route(syntheticOperations.listDeploymentRuns);
