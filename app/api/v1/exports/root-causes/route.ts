import { route } from "@/lib/platform/http/route";
import { reviewOperations } from "@/lib/reviews/api";

export const GET = route(reviewOperations.exportRootCauses);
