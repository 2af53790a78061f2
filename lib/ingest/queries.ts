import { apiGet } from "@/lib/platform/http/api-client";
import { toSearch, type UrlFilter } from "@/lib/platform/http/url-filter";
import type { Page } from "@/lib/platform/paging";
import type { DeliveryDetail, DeliveryRow, SetAsideSubject } from "./delivery-contract";
import type { SourceHealthView } from "./health-contract";
import type { NameRow } from "./name-contract";

/** Keys and fetchers of signals for TanStack Query. Client-safe; hints name the first part of a key. */

export const deliveryFilterNames = ["state", "outcome", "cursor"] as const;
export type DeliveryListFilter = UrlFilter<(typeof deliveryFilterNames)[number]>;

export const signalKeys = {
  list: ["signal", "list"],
  failures: ["signal", "failures"],
  detail: (slug: string) => ["signal", "detail", slug],
  deliveries: (slug: string, filter: DeliveryListFilter) => ["signal", "deliveries", slug, filter],
  delivery: (slug: string, id: string) => ["signal", "delivery", slug, id],
  names: (slug: string) => ["signal", "names", slug],
} as const;

const at = (slug: string): string => `/api/v1/signal-sources/${encodeURIComponent(slug)}`;
const options = (signal?: AbortSignal): { signal?: AbortSignal } => (signal ? { signal } : {});

export async function fetchSignalSources(signal?: AbortSignal): Promise<readonly SourceHealthView[]> {
  return (await apiGet<{ items: SourceHealthView[] }>("/api/v1/signal-health", options(signal))).items;
}

export function fetchSignalSource(slug: string, signal?: AbortSignal): Promise<SourceHealthView> {
  return apiGet(`${at(slug)}/health`, options(signal));
}

export async function fetchSignalFailures(signal?: AbortSignal): Promise<readonly SetAsideSubject[]> {
  return (await apiGet<{ items: SetAsideSubject[] }>("/api/v1/signal-failures", options(signal))).items;
}

export function fetchDeliveries(
  slug: string,
  filter: DeliveryListFilter,
  signal?: AbortSignal,
): Promise<Page<DeliveryRow>> {
  return apiGet(`${at(slug)}/deliveries${toSearch({ ...filter, limit: "25" })}`, options(signal));
}

export function fetchDelivery(slug: string, id: string, signal?: AbortSignal): Promise<DeliveryDetail> {
  return apiGet(`${at(slug)}/deliveries/${encodeURIComponent(id)}`, options(signal));
}

export async function fetchNames(slug: string, signal?: AbortSignal): Promise<readonly NameRow[]> {
  return (await apiGet<{ items: NameRow[] }>(`${at(slug)}/names`, options(signal))).items;
}
