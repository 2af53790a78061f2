import { apiGet } from "@/lib/platform/http/api-client";
import { toSearch, type UrlFilter } from "@/lib/platform/http/url-filter";
import type { ClockDefinitionList, ClockDetail, ClockPage, ScheduleList } from "./contract";

/** Keys and fetchers of SLA clocks for TanStack Query. Client-safe. */

export const clockFilterNames = ["list", "service", "definition", "incident", "cursor"] as const;
export type ClockFilter = UrlFilter<(typeof clockFilterNames)[number]>;

export const clockKeys = {
  all: ["clock"],
  list: (filter: ClockFilter) => ["clock", "list", filter] as const,
  detail: (id: string) => ["clock", "detail", id] as const,
  definitions: ["clock", "definitions"],
  schedules: ["clock", "schedules"],
} as const;

export function fetchClocks(filter: ClockFilter, signal?: AbortSignal): Promise<ClockPage> {
  return apiGet(`/api/v1/clocks${toSearch(filter)}`, signal ? { signal } : {});
}

export function fetchClock(id: string, signal?: AbortSignal): Promise<ClockDetail> {
  return apiGet(`/api/v1/clocks/${encodeURIComponent(id)}`, signal ? { signal } : {});
}

export function fetchClockDefinitions(signal?: AbortSignal): Promise<ClockDefinitionList> {
  return apiGet("/api/v1/clock-definitions", signal ? { signal } : {});
}

export function fetchSchedules(signal?: AbortSignal): Promise<ScheduleList> {
  return apiGet("/api/v1/business-schedules", signal ? { signal } : {});
}
