import { apiGet } from "@/lib/platform/http/api-client";
import { toSearch, type UrlFilter } from "@/lib/platform/http/url-filter";
import type { CadenceView, ChecklistTemplates, SchemasView, TrainDetail, TrainPage } from "./contract";
import type { TimetableList, TimetablePreview } from "./timetable-contract";

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

export const checklistKeys = { all: ["train", "checklists"] } as const;

export function fetchChecklists(signal?: AbortSignal): Promise<ChecklistTemplates> {
  return apiGet("/api/v1/checklists", signal ? { signal } : {});
}

export const cadenceFilterNames = ["days"] as const;
export type CadenceFilter = UrlFilter<(typeof cadenceFilterNames)[number]>;
export const cadenceKeys = { of: (filter: CadenceFilter) => ["train", "cadence", filter] } as const;

export function fetchCadence(filter: CadenceFilter, signal?: AbortSignal): Promise<CadenceView> {
  return apiGet(`/api/v1/trains/cadence${toSearch(filter)}`, signal ? { signal } : {});
}

export type TimetableDraft = UrlFilter<"environment" | "startsAt" | "rule" | "timeZone" | "inFreeze">;
export const timetableKeys = {
  all: ["train", "timetables"],
  preview: (draft: TimetableDraft) => ["train", "timetables", "preview", draft],
} as const;

export function fetchTimetables(signal?: AbortSignal): Promise<TimetableList> {
  return apiGet("/api/v1/timetables", signal ? { signal } : {});
}

export function fetchTimetablePreview(draft: TimetableDraft, signal?: AbortSignal): Promise<TimetablePreview> {
  return apiGet(`/api/v1/timetables/preview${toSearch(draft)}`, signal ? { signal } : {});
}
