import { apiGet } from "@/lib/platform/http/api-client";
import { toSearch } from "@/lib/platform/http/url-filter";
import type { ReportPage, RunPage } from "./contract";

/** Keys and fetchers of reports for TanStack Query. Client-safe. */
export const reportKeys = {
  list: ["report", "list"] as const,
  runs: (id: string, cursor?: string) => ["report", "runs", id, cursor ?? ""] as const,
};

export function fetchReports(signal?: AbortSignal): Promise<ReportPage> {
  return apiGet("/api/v1/reports?limit=200", signal ? { signal } : {});
}

export function fetchRuns(id: string, cursor?: string, signal?: AbortSignal): Promise<RunPage> {
  const search = toSearch({ cursor, limit: "20" });
  return apiGet(`/api/v1/reports/${encodeURIComponent(id)}/runs${search}`, signal ? { signal } : {});
}
