import { apiGet } from "@/lib/platform/http/api-client";
import { toSearch, type UrlFilter } from "@/lib/platform/http/url-filter";
import type { GateList, GateView, ReleaseRequestDetail, ReleaseRequestPage, RequirementList } from "./contract";
import type { GateWatchList } from "./watch-contract";

/** Keys and fetchers of gates and release requests for TanStack Query. Client-safe. */

export const gateFilterNames = ["list", "service", "environment", "cursor"] as const;
export type GateFilter = UrlFilter<(typeof gateFilterNames)[number]>;

export const releaseFilterNames = ["list", "service", "cursor"] as const;
export type ReleaseFilter = UrlFilter<(typeof releaseFilterNames)[number]>;

export interface AskedGate {
  readonly service: string;
  readonly environment: string;
  readonly version: string | undefined;
}

export const gateKeys = {
  all: ["gate"],
  list: (filter: GateFilter) => ["gate", "list", filter],
  one: ({ service, environment, version }: AskedGate) => ["gate", "one", service, environment, version ?? null],
  requirements: ["gate", "requirements"],
  watches: (service: string, environment: string) => ["gate", "watches", service, environment],
} as const;

export const releaseKeys = {
  all: ["release_request"],
  list: (filter: ReleaseFilter) => ["release_request", "list", filter],
  detail: (id: string) => ["release_request", "detail", id],
} as const;

export function fetchGates(filter: GateFilter, signal?: AbortSignal): Promise<GateList> {
  return apiGet(`/api/v1/gates${toSearch(filter)}`, signal ? { signal } : {});
}

export function fetchGate({ service, environment, version }: AskedGate, signal?: AbortSignal): Promise<GateView> {
  return apiGet(`/api/v1/gate${toSearch({ service, environment, version })}`, signal ? { signal } : {});
}

export function fetchWatches(service: string, environment: string, signal?: AbortSignal): Promise<GateWatchList> {
  return apiGet(`/api/v1/gate-watches${toSearch({ service, environment })}`, signal ? { signal } : {});
}

export function fetchRequirements(signal?: AbortSignal): Promise<RequirementList> {
  return apiGet("/api/v1/gate-requirements", signal ? { signal } : {});
}

export function fetchReleases(filter: ReleaseFilter, signal?: AbortSignal): Promise<ReleaseRequestPage> {
  return apiGet(`/api/v1/release-requests${toSearch(filter)}`, signal ? { signal } : {});
}

export function fetchRelease(id: string, signal?: AbortSignal): Promise<ReleaseRequestDetail> {
  return apiGet(`/api/v1/release-requests/${encodeURIComponent(id)}`, signal ? { signal } : {});
}
