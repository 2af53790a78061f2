import { apiGet } from "@/lib/platform/http/api-client";
import type { ConnectionView } from "./contract";

/** Keys and fetchers of connections for TanStack Query. Client-safe. */
export const connectionKeys = {
  list: ["connection", "list"],
  detail: (slug: string) => ["connection", "detail", slug],
} as const;

export async function fetchConnections(signal?: AbortSignal): Promise<readonly ConnectionView[]> {
  return (await apiGet<{ items: ConnectionView[] }>("/api/v1/connections", signal ? { signal } : {})).items;
}

export function fetchConnection(slug: string, signal?: AbortSignal): Promise<ConnectionView> {
  return apiGet(`/api/v1/connections/${encodeURIComponent(slug)}`, signal ? { signal } : {});
}
