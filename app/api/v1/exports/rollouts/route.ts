import { route } from "@/lib/platform/http/route";
import { rolloutOperations } from "@/lib/rollouts/api";

export const GET = route(rolloutOperations.exportRollouts);
