import { apiGet } from "@/lib/platform/http/api-client";
import { periodStart, toSearch, type UrlFilter } from "@/lib/platform/http/url-filter";
import type { DeploymentDetail, DeploymentPage } from "./contract";

/** Keys and fetchers of deployments for TanStack Query. Client-safe. */

export const deploymentFilterNames = [
  "service",
  "environment",
  "state",
  "kind",
  "origin",
  "authorization",
  "ticket",
  "period",
  "cursor",
] as const;
export type DeploymentListFilter = UrlFilter<(typeof deploymentFilterNames)[number]>;

export const deploymentKeys = {
  list: (filter: DeploymentListFilter) => ["deployment", "list", filter] as const,
  detail: (id: string) => ["deployment", "detail", id] as const,
};

/** What the API is asked for: the period becomes the moment at which it begins. */
export function deploymentQuery(filter: DeploymentListFilter, nowMs: number): Record<string, string | undefined> {
  const { period, ...rest } = filter;
  return { ...rest, since: periodStart(period, nowMs) };
}

export function fetchDeployments(filter: DeploymentListFilter, signal?: AbortSignal): Promise<DeploymentPage> {
  return apiGet(`/api/v1/deployments${toSearch(deploymentQuery(filter, Date.now()))}`, signal ? { signal } : {});
}

export function fetchDeployment(id: string, signal?: AbortSignal): Promise<DeploymentDetail> {
  return apiGet(`/api/v1/deployments/${encodeURIComponent(id)}`, signal ? { signal } : {});
}
