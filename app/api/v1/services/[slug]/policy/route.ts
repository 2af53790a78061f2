import { route } from "@/lib/platform/http/route";
import { rolloutOperations } from "@/lib/rollouts/api";

export const GET = route(rolloutOperations.getPolicy);
export const PUT = route(rolloutOperations.setPolicy);
