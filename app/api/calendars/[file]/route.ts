import { readFeed } from "@/lib/calendar/use-cases/read-feed";
import { sourceAddressOf } from "@/lib/platform/http/request-facts";
import { answer } from "@/lib/platform/http/route";

interface FeedContext {
  readonly params: Promise<{ readonly file: string }>;
}

/** Where programs read a feed; the secret in the address is the credential, because they can send no other. */
export function GET(request: Request, context: FeedContext): Promise<Response> {
  return answer(request, async (runtime, requestId) => {
    const { file } = await context.params;
    const feed = await readFeed({ file, sourceAddress: sourceAddressOf(request.headers, runtime.config) }, runtime);
    const headers = {
      etag: feed.etag,
      // Asked again each time: an address that was revoked ends at once.
      "cache-control": "private, no-cache",
      "x-request-id": requestId,
      ...(feed.lastModified === null ? {} : { "last-modified": new Date(feed.lastModified).toUTCString() }),
    };
    const known = request.headers.get("if-none-match")?.split(",") ?? [];
    if (known.some((tag) => tag.trim().replace(/^W\//, "") === feed.etag)) {
      return new Response(null, { status: 304, headers });
    }
    return new Response(feed.text, { headers: { ...headers, "content-type": "text/calendar; charset=utf-8" } });
  });
}
