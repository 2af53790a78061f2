import { flipOperations } from "@/lib/flips/api";
import { route } from "@/lib/platform/http/route";

export const GET = route(flipOperations.exportFlagFlips);
