import { incidentOperations } from "@/lib/incidents/api";
import { route } from "@/lib/platform/http/route";

export const GET = route(incidentOperations.exportIncidents);
