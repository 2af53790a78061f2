import { route } from "@/lib/platform/http/route";
import { releaseOperations } from "@/lib/releases/api";

export const GET = route(releaseOperations.exportTrains);
