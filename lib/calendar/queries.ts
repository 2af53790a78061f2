import { apiGet } from "@/lib/platform/http/api-client";
import { toSearch, type UrlFilter } from "@/lib/platform/http/url-filter";
import type { CalendarView, TimeCheck, WindowPage, WindowPreview, WindowView } from "./contract";
import type { FeedList } from "./feed-contract";
import type { HolidayCalendarDetail, HolidayCalendarList } from "./holiday-contract";

/** Keys and fetchers of change windows for TanStack Query. Client-safe. */

export const windowFilterNames = ["kind", "service", "environment", "when", "cursor"] as const;
export type WindowListFilter = UrlFilter<(typeof windowFilterNames)[number]>;

export const windowKeys = {
  list: (filter: WindowListFilter) => ["window", "list", filter] as const,
  one: (id: string) => ["window", "one", id] as const,
  preview: (draft: PreviewQuery) => ["window", "preview", draft] as const,
  calendar: (query: CalendarQuery) => ["window", "calendar", query] as const,
};

export type PreviewQuery = UrlFilter<"startsAt" | "endsAt" | "rule" | "timeZone" | "exdates">;
export type CalendarQuery = UrlFilter<"from" | "to" | "service" | "environment" | "kinds">;

/** What the API is asked for: `when=past` shows what has begun, everything else what has not ended. */
export function windowQuery(filter: WindowListFilter, nowMs: number): Record<string, string | undefined> {
  const { when, ...rest } = filter;
  const now = new Date(Math.floor(nowMs / 60_000) * 60_000).toISOString();
  return when === "past" ? { ...rest, to: now } : { ...rest, from: now };
}

export function fetchWindows(filter: WindowListFilter, signal?: AbortSignal): Promise<WindowPage> {
  return apiGet(`/api/v1/windows${toSearch(windowQuery(filter, Date.now()))}`, signal ? { signal } : {});
}

export function fetchWindow(id: string, signal?: AbortSignal): Promise<WindowView> {
  return apiGet(`/api/v1/windows/${encodeURIComponent(id)}`, signal ? { signal } : {});
}

export function fetchPreview(draft: PreviewQuery, signal?: AbortSignal): Promise<WindowPreview> {
  return apiGet(`/api/v1/windows/preview${toSearch(draft)}`, signal ? { signal } : {});
}

export function fetchCalendar(query: CalendarQuery, signal?: AbortSignal): Promise<CalendarView> {
  return apiGet(`/api/v1/calendar${toSearch(query)}`, signal ? { signal } : {});
}

export const calendarFilterNames = ["service", "environment", "kinds"] as const;

/** What the API is asked for the days that a view shows. */
export function calendarQuery(
  edges: readonly number[],
  filter: UrlFilter<(typeof calendarFilterNames)[number]>,
): CalendarQuery {
  const iso = (atMs: number): string => new Date(atMs).toISOString();
  return { ...filter, from: iso(edges[0] ?? 0), to: iso(edges.at(-1) ?? 0) };
}

export type TimeQuery = UrlFilter<"service" | "environment" | "startsAt" | "endsAt">;

export const timeKeys = { check: (query: TimeQuery) => ["window", "check", query] as const };

export function fetchTimeCheck(query: TimeQuery, signal?: AbortSignal): Promise<TimeCheck> {
  return apiGet(`/api/v1/calendar/check${toSearch(query)}`, signal ? { signal } : {});
}

export const feedKeys = { own: ["feed", "own"] } as const;

export function fetchFeeds(signal?: AbortSignal): Promise<FeedList> {
  return apiGet("/api/v1/calendar/feeds", signal ? { signal } : {});
}

export const holidayKeys = {
  list: ["holiday", "list"],
  one: (id: string) => ["holiday", "one", id],
} as const;

export function fetchHolidayCalendars(signal?: AbortSignal): Promise<HolidayCalendarList> {
  return apiGet("/api/v1/holiday-calendars", signal ? { signal } : {});
}

export function fetchHolidayCalendar(id: string, signal?: AbortSignal): Promise<HolidayCalendarDetail> {
  return apiGet(`/api/v1/holiday-calendars/${encodeURIComponent(id)}`, signal ? { signal } : {});
}
