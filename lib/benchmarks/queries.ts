import { apiGet } from "@/lib/platform/http/api-client";
import { toSearch, type UrlFilter } from "@/lib/platform/http/url-filter";
import type { BenchmarksAnswer } from "./contract";

/** Keys and fetchers of benchmarks for TanStack Query. Client-safe. */

export type BenchmarkFilter = UrlFilter<"service" | "team">;

export const benchmarkKeys = { read: (filter: BenchmarkFilter) => ["trend", "benchmarks", filter] as const };

export function fetchBenchmarks(filter: BenchmarkFilter, signal?: AbortSignal): Promise<BenchmarksAnswer> {
  return apiGet(`/api/v1/insights/benchmarks${toSearch(filter)}`, signal ? { signal } : {});
}
