import { apiGet } from "@/lib/platform/http/api-client";
import type { OwnershipView } from "./contract";

/** Keys and fetchers of ownership for TanStack Query. Client-safe. */

export const ownershipKeys = { of: (slug: string) => ["ownership", slug] as const };

export function fetchOwnership(slug: string, signal?: AbortSignal): Promise<OwnershipView> {
  return apiGet(`/api/v1/objectives/${encodeURIComponent(slug)}/ownership`, signal ? { signal } : {});
}
