import { apiGet } from "@/lib/platform/http/api-client";
import type { LatencyView } from "./contract";

/** Keys and fetchers of latency by version for TanStack Query. Client-safe. */
export const latencyKeys = {
  of: (service: string, environment: string, hours: number) => ["latency", service, environment, hours],
} as const;

export function fetchLatency(
  service: string,
  asked: { readonly environment: string; readonly hours: number },
  signal?: AbortSignal,
): Promise<LatencyView> {
  const query = new URLSearchParams({ environment: asked.environment, hours: String(asked.hours) });
  return apiGet(`/api/v1/services/${encodeURIComponent(service)}/latency?${query}`, signal ? { signal } : {});
}
