import { apiGet } from "@/lib/platform/http/api-client";
import { toSearch, type UrlFilter } from "@/lib/platform/http/url-filter";
import type { DeclarationList, GraphView, IgnoreList } from "./contract";

/** Keys and fetchers of dependencies for TanStack Query. Client-safe. */

export const graphFilterNames = ["environment", "service", "hops", "show"] as const;
export type GraphFilter = UrlFilter<(typeof graphFilterNames)[number]>;

export const dependencyKeys = {
  all: ["dependency"],
  graph: (filter: GraphFilter) => ["dependency", "graph", filter],
  ignores: ["dependency", "ignores"],
  declarations: (slug: string) => ["dependency", "declarations", slug],
} as const;

export function fetchGraph(filter: GraphFilter, signal?: AbortSignal): Promise<GraphView> {
  return apiGet(`/api/v1/dependencies${toSearch(filter)}`, signal ? { signal } : {});
}

export function fetchIgnores(signal?: AbortSignal): Promise<IgnoreList> {
  return apiGet("/api/v1/dependency-ignores", signal ? { signal } : {});
}

export function fetchDeclarations(slug: string, signal?: AbortSignal): Promise<DeclarationList> {
  return apiGet(`/api/v1/services/${encodeURIComponent(slug)}/needs`, signal ? { signal } : {});
}
