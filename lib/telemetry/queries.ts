import { apiGet } from "@/lib/platform/http/api-client";
import type { SourceView } from "./source-contract";

/** Keys and fetchers of metric sources for TanStack Query. Client-safe; hints name the first part of a key. */
export const sourceKeys = {
  list: ["source", "list"],
  detail: (slug: string) => ["source", "detail", slug],
} as const;

export async function fetchSources(signal?: AbortSignal): Promise<readonly SourceView[]> {
  return (await apiGet<{ items: SourceView[] }>("/api/v1/metric-sources", signal ? { signal } : {})).items;
}

export function fetchSource(slug: string, signal?: AbortSignal): Promise<SourceView> {
  return apiGet(`/api/v1/metric-sources/${encodeURIComponent(slug)}`, signal ? { signal } : {});
}
