import { insightOperations } from "@/lib/insights/api";
import { route } from "@/lib/platform/http/route";

export const GET = route(insightOperations.exportFigureRows);
