import { clockOperations } from "@/lib/clocks/api";
import { route } from "@/lib/platform/http/route";

export const GET = route(clockOperations.exportClocks);
