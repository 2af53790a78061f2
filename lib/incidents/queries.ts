import { apiGet } from "@/lib/platform/http/api-client";
import { periodStart, toSearch, type UrlFilter } from "@/lib/platform/http/url-filter";
import type { IncidentDetail, IncidentPage } from "./contract";

/** Keys and fetchers of incidents for TanStack Query. Client-safe. */

export const incidentFilterNames = [
  "service",
  "environment",
  "state",
  "severity",
  "outcome",
  "period",
  "cursor",
] as const;
export type IncidentListFilter = UrlFilter<(typeof incidentFilterNames)[number]>;

export const incidentKeys = {
  list: (filter: IncidentListFilter) => ["incident", "list", filter] as const,
  detail: (id: string) => ["incident", "detail", id] as const,
};

/** What the API is asked for: the period becomes the moment at which it begins. */
export function incidentQuery(filter: IncidentListFilter, nowMs: number): Record<string, string | undefined> {
  const { period, ...rest } = filter;
  return { ...rest, since: periodStart(period, nowMs) };
}

export function fetchIncidents(filter: IncidentListFilter, signal?: AbortSignal): Promise<IncidentPage> {
  return apiGet(`/api/v1/incidents${toSearch(incidentQuery(filter, Date.now()))}`, signal ? { signal } : {});
}

export function fetchIncident(id: string, signal?: AbortSignal): Promise<IncidentDetail> {
  return apiGet(`/api/v1/incidents/${encodeURIComponent(id)}`, signal ? { signal } : {});
}
