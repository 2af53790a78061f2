import { apiGet } from "@/lib/platform/http/api-client";
import type { DrillsView } from "./contract";

/** Keys and fetchers of rollback drills for TanStack Query. Client-safe. */

export const drillKey = (service: string) => ["drill", service] as const;

export function fetchDrills(service: string, signal?: AbortSignal): Promise<DrillsView> {
  return apiGet(`/api/v1/services/${encodeURIComponent(service)}/drills`, signal ? { signal } : {});
}
