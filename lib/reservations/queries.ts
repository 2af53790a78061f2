import { apiGet } from "@/lib/platform/http/api-client";
import { toSearch, type UrlFilter } from "@/lib/platform/http/url-filter";
import type {
  AvailabilityView,
  ContentionView,
  Occupancy,
  ReservationBoard,
  ReservationCheck,
  ReservationDetail,
  SprintCalendarList,
} from "./contract";

/** Keys and fetchers of reservations for TanStack Query. Client-safe. */

export type CheckQuery = UrlFilter<"services" | "units" | "startsAt" | "endsAt" | "timeZone" | "except">;
export type ContentionQuery = UrlFilter<"days" | "timeZone">;

export const reservationKeys = {
  one: (id: string) => ["reservation", "one", id] as const,
  board: (environment: string) => ["reservation", "board", environment] as const,
  occupancy: ["reservation", "occupancy"] as const,
  sprintCalendars: ["reservation", "sprint-calendars"] as const,
  check: (environment: string, query: CheckQuery) => ["reservation", "check", environment, query] as const,
  contention: (environment: string, query: ContentionQuery) =>
    ["reservation", "contention", environment, query] as const,
  availability: (environment: string) => ["reservation", "availability", environment] as const,
};

const of = (environment: string): string => `/api/v1/environments/${encodeURIComponent(environment)}`;
const given = (signal: AbortSignal | undefined) => (signal ? { signal } : {});

export function fetchBoard(environment: string, signal?: AbortSignal): Promise<ReservationBoard> {
  return apiGet(`${of(environment)}/reservations`, given(signal));
}

export function fetchOccupancy(signal?: AbortSignal): Promise<Occupancy> {
  return apiGet("/api/v1/occupancy", given(signal));
}

export function fetchSprintCalendars(signal?: AbortSignal): Promise<SprintCalendarList> {
  return apiGet("/api/v1/sprint-calendars", given(signal));
}

export function fetchCheck(environment: string, query: CheckQuery, signal?: AbortSignal): Promise<ReservationCheck> {
  return apiGet(`${of(environment)}/reservations/check${toSearch(query)}`, given(signal));
}

export function fetchContention(
  environment: string,
  query: ContentionQuery,
  signal?: AbortSignal,
): Promise<ContentionView> {
  return apiGet(`${of(environment)}/contention${toSearch(query)}`, given(signal));
}

export function fetchAvailability(environment: string, signal?: AbortSignal): Promise<AvailabilityView> {
  return apiGet(`${of(environment)}/availability`, given(signal));
}

export function fetchReservation(id: string, signal?: AbortSignal): Promise<ReservationDetail> {
  return apiGet(`/api/v1/reservations/${encodeURIComponent(id)}`, given(signal));
}
