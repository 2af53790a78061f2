import { apiGet } from "@/lib/platform/http/api-client";
import { toSearch, type UrlFilter } from "@/lib/platform/http/url-filter";
import type { AlarmDetail, AlarmPage, AlertRouteList } from "./contract";

/** Keys and fetchers of alarms and their routes for TanStack Query. Client-safe. */

export type AlarmFilter = UrlFilter<
  "open" | "kind" | "service" | "objective" | "incident" | "clock" | "cursor" | "limit"
>;

/** What the page of alerts shows: all that is not over, and the newest. */
export const openFilter: AlarmFilter = { open: "true", limit: "200" };
export const recentFilter: AlarmFilter = { limit: "100" };

export const alertKeys = {
  all: ["alert"] as const,
  list: (filter: AlarmFilter) => ["alert", "list", filter] as const,
  detail: (id: string) => ["alert", "detail", id] as const,
  routes: ["alert", "routes"] as const,
};

export function fetchAlarms(filter: AlarmFilter, signal?: AbortSignal): Promise<AlarmPage> {
  return apiGet(`/api/v1/alerts${toSearch(filter)}`, signal ? { signal } : {});
}

export function fetchAlarm(id: string, signal?: AbortSignal): Promise<AlarmDetail> {
  return apiGet(`/api/v1/alerts/${encodeURIComponent(id)}`, signal ? { signal } : {});
}

export function fetchAlertRoutes(signal?: AbortSignal): Promise<AlertRouteList> {
  return apiGet("/api/v1/alert-routes", signal ? { signal } : {});
}
