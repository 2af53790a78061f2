import { route } from "@/lib/platform/http/route";
import { waiverOperations } from "@/lib/waivers/api";

export const GET = route(waiverOperations.getWaiver);
export const PATCH = route(waiverOperations.editWaiver);
