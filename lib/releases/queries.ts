import { apiGet } from "@/lib/platform/http/api-client";
import { toSearch, type UrlFilter } from "@/lib/platform/http/url-filter";
import type { SchemasView, TrainDetail, TrainPage } from "./contract";

/** Keys and fetchers of release trains for TanStack Query. Client-safe. */

export const trainFilterNames = ["list", "service", "environment", "cursor"] as const;
export type TrainFilter = UrlFilter<(typeof trainFilterNames)[number]>;

export const trainKeys = {
  all: ["train"],
  list: (filter: TrainFilter) => ["train", "list", filter],
  detail: (id: string) => ["train", "detail", id],
} as const;

export function fetchTrains(filter: TrainFilter, signal?: AbortSignal): Promise<TrainPage> {
  return apiGet(`/api/v1/trains${toSearch(filter)}`, signal ? { signal } : {});
}

export function fetchTrain(id: string, signal?: AbortSignal): Promise<TrainDetail> {
  return apiGet(`/api/v1/trains/${encodeURIComponent(id)}`, signal ? { signal } : {});
}

export const schemaKeys = { of: (service: string) => ["schema", service] } as const;

export function fetchSchemas(service: string, signal?: AbortSignal): Promise<SchemasView> {
  return apiGet(`/api/v1/services/${encodeURIComponent(service)}/schema`, signal ? { signal } : {});
}
