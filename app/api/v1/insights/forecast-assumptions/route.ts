import { route } from "@/lib/platform/http/route";
import { trendOperations } from "@/lib/trends/api";

export const POST = route(trendOperations.keepForecastAssumptions);
