import { apiGet } from "@/lib/platform/http/api-client";
import type { StatusPageSettings } from "./contract";

/** Keys and fetchers of the status page's settings for TanStack Query. Client-safe. */

export const statusPageKeys = { settings: ["status-page", "settings"] } as const;

export function fetchStatusPageSettings(signal?: AbortSignal): Promise<StatusPageSettings> {
  return apiGet("/api/v1/status-page/settings", signal ? { signal } : {});
}
