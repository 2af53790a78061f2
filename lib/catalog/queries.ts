import { apiGet } from "@/lib/platform/http/api-client";
import { toSearch, type UrlFilter } from "@/lib/platform/http/url-filter";
import type { EnvironmentList, ServiceDetail, ServicePage, VersionPage } from "./contract";

/** Keys and fetchers of the catalog for TanStack Query. Client-safe; hints name the first part of a key. */

export const serviceFilterNames = ["q", "tier", "team", "archived", "cursor"] as const;
export type ServiceListFilter = UrlFilter<(typeof serviceFilterNames)[number]>;

export const serviceKeys = {
  list: (filter: ServiceListFilter) => ["service", "list", filter] as const,
  detail: (slug: string) => ["service", "detail", slug] as const,
  versions: (slug: string) => ["service", "versions", slug] as const,
  choices: ["service", "choices"] as const,
};

export const teamChoicesKey = ["team", "choices"] as const;

export const environmentKeys = { list: ["environment", "list"] as const };

export function fetchServices(filter: ServiceListFilter, signal?: AbortSignal): Promise<ServicePage> {
  return apiGet(`/api/v1/services${toSearch(filter)}`, signal ? { signal } : {});
}

export function fetchService(slug: string, signal?: AbortSignal): Promise<ServiceDetail> {
  return apiGet(`/api/v1/services/${encodeURIComponent(slug)}`, signal ? { signal } : {});
}

export function fetchVersions(slug: string, signal?: AbortSignal): Promise<VersionPage> {
  return apiGet(`/api/v1/services/${encodeURIComponent(slug)}/versions?limit=20`, signal ? { signal } : {});
}

export function fetchEnvironments(signal?: AbortSignal): Promise<EnvironmentList> {
  return apiGet("/api/v1/environments", signal ? { signal } : {});
}

export function fetchServiceChoices(signal?: AbortSignal): Promise<ServicePage> {
  return apiGet("/api/v1/services?limit=200", signal ? { signal } : {});
}

/** A team as far as a select needs it. */
export interface TeamChoice {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
}

export function fetchTeamChoices(signal?: AbortSignal): Promise<{ readonly items: readonly TeamChoice[] }> {
  return apiGet("/api/v1/teams?limit=200", signal ? { signal } : {});
}
