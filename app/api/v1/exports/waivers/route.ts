import { route } from "@/lib/platform/http/route";
import { waiverOperations } from "@/lib/waivers/api";

export const GET = route(waiverOperations.exportWaivers);
