import { connectionOperations } from "@/lib/connections/api";
import { route } from "@/lib/platform/http/route";

export const POST = route(connectionOperations.testConnection);
