import type { OutboundClient } from "./outbound";

interface FetchInit {
  readonly method: "GET" | "POST" | "PUT";
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** The outbound client in the form of `fetch`, for adapters that need no more than status and text. */
export function fetchThrough(client: OutboundClient) {
  return async (
    url: string,
    init: FetchInit,
    signal: AbortSignal,
  ): Promise<{ status: number; text(): Promise<string> }> => {
    const answer = await client.request({ url, ...init }, signal);
    return { status: answer.status, text: async () => answer.body.toString("utf8") };
  };
}
