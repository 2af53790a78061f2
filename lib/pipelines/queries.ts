import { apiGet } from "@/lib/platform/http/api-client";
import { periodStart, toSearch, type UrlFilter } from "@/lib/platform/http/url-filter";
import type { RunDetail, RunPage } from "./contract";

/** Keys and fetchers of pipeline runs for TanStack Query. Client-safe. */

export const runFilterNames = ["service", "state", "branch", "period", "cursor"] as const;
export type RunListFilter = UrlFilter<(typeof runFilterNames)[number]>;

export const runKeys = {
  list: (filter: RunListFilter) => ["pipeline_run", "list", filter] as const,
  detail: (id: string) => ["pipeline_run", "detail", id] as const,
};

/** What the API is asked for: the period becomes the moment at which it begins. */
export function runQuery(filter: RunListFilter, nowMs: number): Record<string, string | undefined> {
  const { period, ...rest } = filter;
  return { ...rest, since: periodStart(period, nowMs) };
}

export function fetchRuns(filter: RunListFilter, signal?: AbortSignal): Promise<RunPage> {
  return apiGet(`/api/v1/pipeline-runs${toSearch(runQuery(filter, Date.now()))}`, signal ? { signal } : {});
}

export function fetchRun(id: string, signal?: AbortSignal): Promise<RunDetail> {
  return apiGet(`/api/v1/pipeline-runs/${encodeURIComponent(id)}`, signal ? { signal } : {});
}
