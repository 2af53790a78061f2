import { AppError } from "@/lib/kernel/app-error";
import { answer } from "@/lib/platform/http/route";

/** Whatever of the API is not there: a problem document for machines, and no page. */
function handler(request: Request): Promise<Response> {
  return answer(request, () => {
    throw new AppError("not_found", { detail: "There is no such operation; see /api/openapi.json." });
  });
}

export { handler as DELETE, handler as GET, handler as PATCH, handler as POST, handler as PUT };
