import { apiOperations } from "@/lib/api-operations";
import { buildOpenApi } from "@/lib/platform/http/openapi";
import { productInfo } from "@/lib/platform/product-info";

/** The description of the API; the same for everybody, so it needs no sign-in. */
export function GET(): Response {
  return Response.json(buildOpenApi(apiOperations, productInfo), {
    headers: { "cache-control": "public, max-age=300" },
  });
}
