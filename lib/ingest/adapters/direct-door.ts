import { bodyOf, type DirectHandler, type DirectRoute, headersOf } from "@/lib/platform/http/direct-answer";
import { receiveDelivery } from "../use-cases/receive-delivery";

/** Slugs need no escapes; an address with one names no source, which the framework says. */
const isPlain = /^[\w.-]+$/;
const address = /^\/api\/webhooks\/([^/?#]+)(?:\?|$)/;

/**
 * The door for senders, before the framework: what a route would do, without what a page needs. Everything else about these addresses
 * (other methods, a slash too many) is left to the framework.
 */
export const directDoor: DirectRoute = ({ method, url }) => {
  if (method !== "POST") return null;
  const slug = address.exec(url ?? "")?.[1];
  return slug === undefined || !isPlain.test(slug) ? null : doorTo(slug);
};

function doorTo(slug: string): DirectHandler {
  return async (request, runtime) => {
    const readBytes = (maxBytes: number) => bodyOf(request, maxBytes);
    const received = await receiveDelivery({ slug, headers: headersOf(request), readBytes }, runtime);
    return { status: 202, body: received };
  };
}
