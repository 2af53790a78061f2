import { route } from "@/lib/platform/http/route";
import { sloOperations } from "@/lib/slos/api";

export const GET = route(sloOperations.exportObjectiveList);
