import { catalogOperations } from "@/lib/catalog/api";
import { route } from "@/lib/platform/http/route";

export const GET = route(catalogOperations.exportServices);
