import { apiGet } from "@/lib/platform/http/api-client";
import type { CheckDetail, CheckView, RolloutRuns } from "./contract";

/** Keys and fetchers of synthetic checks for TanStack Query. Client-safe. */
export const syntheticKeys = {
  all: ["synthetic"],
  list: ["synthetic", "list"],
  detail: (slug: string) => ["synthetic", "detail", slug],
  rollout: (id: string) => ["synthetic", "rollout", id],
  deployment: (id: string) => ["synthetic", "deployment", id],
} as const;

export async function fetchChecks(signal?: AbortSignal): Promise<readonly CheckView[]> {
  return (await apiGet<{ items: CheckView[] }>("/api/v1/synthetics", signal ? { signal } : {})).items;
}

export function fetchCheck(slug: string, signal?: AbortSignal): Promise<CheckDetail> {
  return apiGet(`/api/v1/synthetics/${encodeURIComponent(slug)}`, signal ? { signal } : {});
}

export function fetchRolloutRuns(id: string, signal?: AbortSignal): Promise<RolloutRuns> {
  return apiGet(`/api/v1/rollouts/${encodeURIComponent(id)}/synthetic-runs`, signal ? { signal } : {});
}

export function fetchDeploymentRuns(id: string, signal?: AbortSignal): Promise<RolloutRuns> {
  return apiGet(`/api/v1/deployments/${encodeURIComponent(id)}/synthetic-runs`, signal ? { signal } : {});
}
