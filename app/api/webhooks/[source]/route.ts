import { receiveDelivery } from "@/lib/ingest/use-cases/receive-delivery";
import { readBytes } from "@/lib/platform/http/request-body";
import { answer } from "@/lib/platform/http/route";

interface WebhookContext {
  readonly params: Promise<{ readonly source: string }>;
}

/** Where senders send to. It is answered when the body is kept, before it is read. */
export function POST(request: Request, context: WebhookContext): Promise<Response> {
  return answer(request, async (runtime) => {
    const { source: slug } = await context.params;
    const headers = Object.fromEntries(request.headers);
    const received = await receiveDelivery(
      { slug, headers, readBytes: (maxBytes) => readBytes(request, maxBytes) },
      runtime,
    );
    return Response.json(received, { status: 202, headers: { "cache-control": "no-store" } });
  });
}
