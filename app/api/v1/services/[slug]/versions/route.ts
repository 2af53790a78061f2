import { catalogOperations } from "@/lib/catalog/api";
import { route } from "@/lib/platform/http/route";

export const GET = route(catalogOperations.listVersions);
export const POST = route(catalogOperations.registerVersion);
