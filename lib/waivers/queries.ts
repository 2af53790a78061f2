import { apiGet } from "@/lib/platform/http/api-client";
import { toSearch, type UrlFilter } from "@/lib/platform/http/url-filter";
import type { WaiverDetail, WaiverPage, WaiverPreview, WaiverUsage } from "./contract";

/** Keys and fetchers of waivers for TanStack Query. Client-safe. */

export const waiverFilterNames = ["list", "kind", "service", "environment", "team", "cursor"] as const;
export type WaiverListFilter = UrlFilter<(typeof waiverFilterNames)[number]>;

export const waiverKeys = {
  list: (filter: WaiverListFilter) => ["waiver", "list", filter] as const,
  detail: (id: string) => ["waiver", "detail", id] as const,
  preview: (given: WaiverToPreview | null) => ["waiver", "preview", given] as const,
  usage: (by: string) => ["waiver", "usage", by] as const,
};

/** What is scored before it is asked for. */
export type WaiverToPreview = Readonly<
  Record<"kind" | "subject" | "service" | "environment" | "startsAt" | "endsAt", string>
>;

export function fetchWaiverPreview(given: WaiverToPreview, signal?: AbortSignal): Promise<WaiverPreview> {
  return apiGet(`/api/v1/waiver-preview${toSearch(given)}`, signal ? { signal } : {});
}

export function fetchWaivers(filter: WaiverListFilter, signal?: AbortSignal): Promise<WaiverPage> {
  return apiGet(`/api/v1/waivers${toSearch(filter)}`, signal ? { signal } : {});
}

export function fetchWaiver(id: string, signal?: AbortSignal): Promise<WaiverDetail> {
  return apiGet(`/api/v1/waivers/${encodeURIComponent(id)}`, signal ? { signal } : {});
}

export function fetchWaiverUsage(by: "service" | "team", signal?: AbortSignal): Promise<WaiverUsage> {
  return apiGet(`/api/v1/waiver-usage?by=${by}`, signal ? { signal } : {});
}
