import { apiGet } from "@/lib/platform/http/api-client";
import { toSearch, type UrlFilter } from "@/lib/platform/http/url-filter";
import type { EmergencyPage } from "./contract";

/** Keys and fetchers of emergency releases for TanStack Query. Client-safe. */

export const emergencyFilterNames = ["state", "service", "environment", "cursor"] as const;
export type EmergencyListFilter = UrlFilter<(typeof emergencyFilterNames)[number]>;

export const emergencyKeys = { list: (filter: EmergencyListFilter) => ["emergency", "list", filter] as const };

export function fetchEmergencies(filter: EmergencyListFilter, signal?: AbortSignal): Promise<EmergencyPage> {
  return apiGet(`/api/v1/emergencies${toSearch(filter)}`, signal ? { signal } : {});
}
