import { sourceAddressOf } from "@/lib/platform/http/request-facts";
import { answer } from "@/lib/platform/http/route";
import { readStatusPage } from "@/lib/status-page/use-cases/read-status-page";

/** The public status page for programs: the same for everybody, whoever asks, so it may be kept for a short time anywhere. */
export function GET(request: Request): Promise<Response> {
  return answer(request, async (runtime, requestId) => {
    const sourceAddress = sourceAddressOf(request.headers, runtime.config);
    const status = await readStatusPage({ sourceAddress }, runtime);
    return new Response(JSON.stringify(status), {
      headers: {
        "content-type": "application/json",
        "cache-control": "public, max-age=30",
        "x-request-id": requestId,
      },
    });
  });
}
