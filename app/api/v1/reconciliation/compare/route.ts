import { cmdbOperations } from "@/lib/cmdb/api";
import { route } from "@/lib/platform/http/route";

export const POST = route(cmdbOperations.requestComparison);
