import { answerHints } from "@/lib/identity/adapters/hint-endpoint";
import { answer } from "@/lib/platform/http/route";

export function GET(request: Request): Promise<Response> {
  return answer(request, (runtime, requestId) => answerHints(request, runtime, requestId));
}
