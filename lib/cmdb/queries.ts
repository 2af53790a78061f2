import { apiGet } from "@/lib/platform/http/api-client";
import { pickFilter, type UrlFilter } from "@/lib/platform/http/url-filter";
import type { DifferencePage, ReconciliationStatus } from "./contract";

/** Keys and fetchers of reconciliation for TanStack Query. Client-safe. */
export const differenceFilterNames = ["state", "kind", "service", "environment", "cursor"] as const;
export type DifferenceFilter = UrlFilter<(typeof differenceFilterNames)[number]>;

export const reconciliationKeys = {
  status: ["reconciliation", "status"],
  list: (filter: DifferenceFilter) => ["reconciliation", "list", filter],
} as const;

/** The filter as the API takes it: open ones unless another state is asked for. */
export function differenceQuery(filter: DifferenceFilter): Record<string, string> {
  const { state = "open", ...rest } = pickFilter(differenceFilterNames, filter);
  return { ...rest, ...(state === "all" ? {} : { state }) };
}

export function fetchDifferences(filter: DifferenceFilter, signal?: AbortSignal): Promise<DifferencePage> {
  const query = new URLSearchParams(differenceQuery(filter));
  return apiGet(`/api/v1/reconciliation/differences?${query}`, signal ? { signal } : {});
}

export function fetchReconciliation(signal?: AbortSignal): Promise<ReconciliationStatus> {
  return apiGet("/api/v1/reconciliation", signal ? { signal } : {});
}
