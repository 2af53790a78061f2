import { apiGet } from "@/lib/platform/http/api-client";
import type { DeploymentLogs } from "./contract";

/** Keys and fetchers of error lines around deployments for TanStack Query. Client-safe. */
export const logKeys = {
  ofDeployment: (id: string) => ["logs", id],
} as const;

export function fetchDeploymentLogs(id: string, signal?: AbortSignal): Promise<DeploymentLogs> {
  return apiGet(`/api/v1/deployments/${encodeURIComponent(id)}/logs`, signal ? { signal } : {});
}
