import { apiGet } from "@/lib/platform/http/api-client";
import type { TargetView } from "./target-contract";

/** Keys and fetchers of targets for TanStack Query. Client-safe; hints name the first part of a key. */
export interface TargetListFilter {
  readonly service?: string;
  readonly environment?: string;
}

export const targetKeys = {
  list: (filter: TargetListFilter) => ["target", "list", filter],
  detail: (id: string) => ["target", "detail", id],
} as const;

export async function fetchTargets(filter: TargetListFilter, signal?: AbortSignal): Promise<readonly TargetView[]> {
  const query = new URLSearchParams(Object.entries(filter).filter(([, value]) => Boolean(value))).toString();
  return (await apiGet<{ items: TargetView[] }>(`/api/v1/targets${query ? `?${query}` : ""}`, signal ? { signal } : {}))
    .items;
}

export function fetchTarget(id: string, signal?: AbortSignal): Promise<TargetView> {
  return apiGet(`/api/v1/targets/${encodeURIComponent(id)}`, signal ? { signal } : {});
}
