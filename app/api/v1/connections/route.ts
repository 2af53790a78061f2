import { connectionOperations } from "@/lib/connections/api";
import { route } from "@/lib/platform/http/route";

export const GET = route(connectionOperations.listConnections);
export const POST = route(connectionOperations.createConnection);
