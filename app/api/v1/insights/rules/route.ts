import { insightOperations } from "@/lib/insights/api";
import { route } from "@/lib/platform/http/route";

export const GET = route(insightOperations.listInsightRules);
export const POST = route(insightOperations.saveInsightRules);
