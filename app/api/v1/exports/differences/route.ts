import { cmdbOperations } from "@/lib/cmdb/api";
import { route } from "@/lib/platform/http/route";

export const GET = route(cmdbOperations.exportDifferences);
