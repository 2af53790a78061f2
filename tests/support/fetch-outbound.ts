import type { FetchOutbound } from "@/lib/traffic/adapters/outbound-call";

/** Plain `fetch` for tests, whose addresses are all on loopback. */
export const plainFetchOutbound: FetchOutbound = (url, init, signal) => fetch(url, { ...init, signal });
