import { catalogOperations } from "@/lib/catalog/api";
import { route } from "@/lib/platform/http/route";

export const GET = route(catalogOperations.getService);
export const PATCH = route(catalogOperations.editService);
