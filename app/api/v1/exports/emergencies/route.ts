import { emergencyOperations } from "@/lib/emergencies/api";
import { route } from "@/lib/platform/http/route";

export const GET = route(emergencyOperations.exportEmergencies);
