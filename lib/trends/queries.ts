import { apiGet } from "@/lib/platform/http/api-client";
import { toSearch, type UrlFilter } from "@/lib/platform/http/url-filter";
import type { BaselinesAnswer, ComparisonAnswer, ForecastAnswer, PatternsAnswer } from "./contract";

/** Keys and fetchers of trends for TanStack Query. Client-safe. */

export const placeFilterNames = ["service", "team", "environment"] as const;
export const forecastFilterNames = [
  ...placeFilterNames,
  "hoursPerDeployment",
  "hoursPerFailure",
  "hoursPerPerson",
  "people",
] as const;
export type ForecastFilter = UrlFilter<(typeof forecastFilterNames)[number]>;
export const baselineFilterNames = ["service", "team"] as const;
export type BaselineFilter = UrlFilter<(typeof baselineFilterNames)[number]>;

export const patternFilterNames = ["service", "team", "tier", "period"] as const;
export type PatternFilter = UrlFilter<(typeof patternFilterNames)[number]>;

export const trendKeys = {
  comparison: (filter: BaselineFilter) => ["trend", "comparison", filter] as const,
  baselines: (filter: BaselineFilter) => ["trend", "baselines", filter] as const,
  forecast: (filter: ForecastFilter) => ["trend", "forecast", filter] as const,
  patterns: (filter: PatternFilter) => ["trend", "patterns", filter] as const,
};

function get<Answer>(path: string, filter: UrlFilter<string>, signal?: AbortSignal): Promise<Answer> {
  return apiGet(`/api/v1/insights/${path}${toSearch(filter)}`, signal ? { signal } : {});
}

export function fetchComparison(filter: BaselineFilter, signal?: AbortSignal): Promise<ComparisonAnswer> {
  return get("comparison", filter, signal);
}

export function fetchBaselines(filter: BaselineFilter, signal?: AbortSignal): Promise<BaselinesAnswer> {
  return get("baselines", filter, signal);
}

export function fetchForecast(filter: ForecastFilter, signal?: AbortSignal): Promise<ForecastAnswer> {
  return get("forecast", filter, signal);
}

export function fetchPatterns(filter: PatternFilter, signal?: AbortSignal): Promise<PatternsAnswer> {
  return get("patterns", filter, signal);
}
