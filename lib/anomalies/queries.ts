import { apiGet } from "@/lib/platform/http/api-client";
import { toSearch, type UrlFilter } from "@/lib/platform/http/url-filter";
import type { AnomalyRows, FindingDetail, FindingPage, WatchState } from "./contract";

/** Keys and fetchers of anomalies for TanStack Query. Client-safe. */

export const findingFilterNames = ["service", "measure", "state", "cursor"] as const;
export type FindingListFilter = UrlFilter<(typeof findingFilterNames)[number]>;

export const anomalyKeys = {
  list: (filter: FindingListFilter) => ["anomaly", "list", filter] as const,
  detail: (id: string) => ["anomaly", "detail", id] as const,
  rows: (id: string, at: string) => ["anomaly", "rows", id, at] as const,
  watch: ["anomaly", "watch"] as const,
};

export function fetchFindings(filter: FindingListFilter, signal?: AbortSignal): Promise<FindingPage> {
  return apiGet(`/api/v1/anomalies${toSearch(filter)}`, signal ? { signal } : {});
}

export function fetchFinding(id: string, signal?: AbortSignal): Promise<FindingDetail> {
  return apiGet(`/api/v1/anomalies/${encodeURIComponent(id)}`, signal ? { signal } : {});
}

/** What the point is made of in whose time `at` lies. */
export function fetchAnomalyRows(id: string, at: string, signal?: AbortSignal): Promise<AnomalyRows> {
  const path = `/api/v1/anomalies/${encodeURIComponent(id)}/rows${toSearch({ at })}`;
  return apiGet(path, signal ? { signal } : {});
}

export function fetchWatchState(signal?: AbortSignal): Promise<WatchState> {
  return apiGet("/api/v1/anomalies/watch", signal ? { signal } : {});
}
