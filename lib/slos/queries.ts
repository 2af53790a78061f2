import { apiGet } from "@/lib/platform/http/api-client";
import { toSearch, type UrlFilter } from "@/lib/platform/http/url-filter";
import type { ObjectiveDetail, ObjectiveList } from "./contract";
import type { VendorTermsList } from "./dependency-contract";
import type { TimeAccountView } from "./detail-contract";
import type { ObjectiveStanding } from "./standing-contract";

/** Keys and fetchers of objectives for TanStack Query. Client-safe. */

export const objectiveFilterNames = ["service", "environment"] as const;
export type ObjectiveFilter = UrlFilter<(typeof objectiveFilterNames)[number]>;

export const objectiveKeys = {
  list: (filter: ObjectiveFilter) => ["objective", "list", filter] as const,
  standing: ["objective", "standing"] as const,
  detail: (slug: string) => ["objective", "detail", slug] as const,
  time: (slug: string) => ["objective", "time", slug] as const,
};

export const vendorTermsKey = ["objective", "vendors"] as const;

export function fetchVendorTerms(signal?: AbortSignal): Promise<VendorTermsList> {
  return apiGet("/api/v1/vendor-terms", signal ? { signal } : {});
}

export function fetchObjectives(filter: ObjectiveFilter, signal?: AbortSignal): Promise<ObjectiveList> {
  return apiGet(`/api/v1/objectives${toSearch(filter)}`, signal ? { signal } : {});
}

export function fetchStanding(signal?: AbortSignal): Promise<ObjectiveStanding> {
  return apiGet("/api/v1/objective-standing", signal ? { signal } : {});
}

export function fetchObjective(slug: string, signal?: AbortSignal): Promise<ObjectiveDetail> {
  return apiGet(`/api/v1/objectives/${encodeURIComponent(slug)}`, signal ? { signal } : {});
}

/** Where the time of an objective's period went. */
export function fetchTimeAccount(slug: string, signal?: AbortSignal): Promise<TimeAccountView> {
  return apiGet(`/api/v1/objectives/${encodeURIComponent(slug)}/time-account`, signal ? { signal } : {});
}
