import { route } from "@/lib/platform/http/route";
import { syntheticOperations } from "@/lib/synthetics/api";

export const GET = route(syntheticOperations.getCheck);
export const PATCH = route(syntheticOperations.editCheck);
