import { dependencyOperations } from "@/lib/dependencies/api";
import { route } from "@/lib/platform/http/route";

export const GET = route(dependencyOperations.askDependencyVerdict);
