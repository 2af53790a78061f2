import { demoOperations } from "@/lib/demo/api";
import { route } from "@/lib/platform/http/route";

export const GET = route(demoOperations.getDemo);
