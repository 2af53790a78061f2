import { apiGet } from "@/lib/platform/http/api-client";
import { toSearch, type UrlFilter } from "@/lib/platform/http/url-filter";
import type { BuildState, FiguresAnswer, RowsAnswer, RulesVersions } from "./contract";
import type { HealthBoard } from "./health-contract";

/** Keys and fetchers of delivery figures for TanStack Query. Client-safe. */

const selectionNames = [
  "service",
  "team",
  "tier",
  "environment",
  "period",
  "from",
  "to",
  "zone",
  "asOf",
  "rules",
] as const;
export const figureFilterNames = [...selectionNames, "granularity", "by", "compare"] as const;
export type FigureFilter = UrlFilter<(typeof figureFilterNames)[number]>;
export const rowFilterNames = [...selectionNames, "measure", "show", "cursor"] as const;
export type RowFilter = UrlFilter<(typeof rowFilterNames)[number]>;
export const healthFilterNames = ["environment", "hours"] as const;
export type HealthFilter = UrlFilter<(typeof healthFilterNames)[number]>;

export const insightKeys = {
  all: ["insights"] as const,
  figures: (filter: FigureFilter) => ["insights", "figures", filter] as const,
  rows: (filter: RowFilter) => ["insights", "rows", filter] as const,
  health: (filter: HealthFilter) => ["insights", "health", filter] as const,
  rules: ["insights", "rules"] as const,
  build: ["insights", "build"] as const,
};

/** What the page of figures asks for: grouped, and with the window before, unless the address says otherwise. */
export function figureQuery(filter: FigureFilter): Record<string, string | undefined> {
  return { by: "service", compare: "previous", ...filter };
}

export function fetchFigures(filter: FigureFilter, signal?: AbortSignal): Promise<FiguresAnswer> {
  return get(`/insights/figures${toSearch(figureQuery(filter))}`, signal);
}

export function fetchFigureRows(filter: RowFilter, signal?: AbortSignal): Promise<RowsAnswer> {
  return get(`/insights/rows${toSearch(rowQuery(filter))}`, signal);
}

/** What the page of rows asks for: the deployments that count, unless the address says otherwise. */
export function rowQuery(filter: RowFilter): Record<string, string | undefined> {
  return { measure: "deployment_frequency", ...filter };
}

export function fetchHealth(filter: HealthFilter, signal?: AbortSignal): Promise<HealthBoard> {
  return get(`/insights/health${toSearch(filter)}`, signal);
}

export function fetchRules(signal?: AbortSignal): Promise<RulesVersions> {
  return get("/insights/rules", signal);
}

export function fetchBuildState(signal?: AbortSignal): Promise<BuildState> {
  return get("/insights/build", signal);
}

function get<Answer>(path: string, signal: AbortSignal | undefined): Promise<Answer> {
  return apiGet(`/api/v1${path}`, signal ? { signal } : {});
}
