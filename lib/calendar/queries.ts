import { apiGet } from "@/lib/platform/http/api-client";
import { toSearch, type UrlFilter } from "@/lib/platform/http/url-filter";
import type { WindowPage } from "./contract";

/** Keys and fetchers of change windows for TanStack Query. Client-safe. */

export const windowFilterNames = ["kind", "service", "environment", "when", "cursor"] as const;
export type WindowListFilter = UrlFilter<(typeof windowFilterNames)[number]>;

export const windowKeys = { list: (filter: WindowListFilter) => ["window", "list", filter] as const };

/** What the API is asked for: `when=past` shows what has begun, everything else what has not ended. */
export function windowQuery(filter: WindowListFilter, nowMs: number): Record<string, string | undefined> {
  const { when, ...rest } = filter;
  const now = new Date(Math.floor(nowMs / 60_000) * 60_000).toISOString();
  return when === "past" ? { ...rest, to: now } : { ...rest, from: now };
}

export function fetchWindows(filter: WindowListFilter, signal?: AbortSignal): Promise<WindowPage> {
  return apiGet(`/api/v1/windows${toSearch(windowQuery(filter, Date.now()))}`, signal ? { signal } : {});
}
