import { connectionOperations } from "@/lib/connections/api";
import { route } from "@/lib/platform/http/route";

export const GET = route(connectionOperations.getConnection);
export const PATCH = route(connectionOperations.editConnection);
