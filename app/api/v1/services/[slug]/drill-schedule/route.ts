import { drillOperations } from "@/lib/drills/api";
import { route } from "@/lib/platform/http/route";

export const PUT = route(drillOperations.setDrillSchedule);
