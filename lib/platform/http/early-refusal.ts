import { AppError } from "@/lib/kernel/app-error";
import { assertActionRequest } from "./action-request";
import { describeProblem, problemResponse } from "./problem";
import { requestIdOf } from "./request-facts";
import { addressKind, servedMethods } from "./served-methods";

/**
 * The answer to a request that nothing here can mean, whoever sends it: a method that its address cannot have, or a POST to
 * a page that is no action. Null for all others. Consumes the body of a POST to a page.
 */
export async function earlyRefusal(request: Request, pathname: string): Promise<Response | null> {
  const methods = servedMethods(pathname);
  try {
    if (!methods.includes(request.method)) {
      throw new AppError("method_not_allowed", { detail: `Use ${methods.join(", ")}.` });
    }
    if (request.method === "POST" && addressKind(pathname) === "page") await assertActionRequest(request);
    return null;
  } catch (error) {
    const requestId = requestIdOf(request.headers, () => `req_${crypto.randomUUID()}`);
    const answer = problemResponse(describeProblem(error, requestId));
    if (answer.status === 405) answer.headers.set("allow", methods.join(", "));
    return answer;
  }
}
