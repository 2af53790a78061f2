import type { OutboundResponse } from "@/lib/platform/http/outbound";

/** The body of an answer as JSON; null for anything else. */
export function jsonOf({ body }: Pick<OutboundResponse, "body">): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    return null;
  }
}
