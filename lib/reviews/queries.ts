import { apiGet } from "@/lib/platform/http/api-client";
import { toSearch, type UrlFilter } from "@/lib/platform/http/url-filter";
import type {
  ActionPage,
  AgendaView,
  BreachDetail,
  BreachPage,
  MeetingDetail,
  MeetingPage,
  RetrospectiveList,
  RetrospectiveView,
  ReviewRulesView,
  RootCauseDetail,
  RootCausePage,
  StaleList,
} from "./contract";
import type { BreachPartnerList } from "./share-contract";

/** Keys and fetchers of reviews for TanStack Query. Client-safe; hints name the first part of a key. */

export const breachFilterNames = ["state", "objective", "service", "team", "cursor"] as const;
export type BreachListFilter = UrlFilter<(typeof breachFilterNames)[number]>;
export const rootCauseFilterNames = ["state", "cursor"] as const;
export type RootCauseFilter = UrlFilter<(typeof rootCauseFilterNames)[number]>;
export type RootCauseSubject = Readonly<{ subjectKind: "breach" | "deployment"; subjectId: string }>;

export const reviewKeys = {
  agenda: (at: string | null) => ["review", "agenda", at] as const,
  stale: ["review", "stale"] as const,
  rules: ["review", "rules"] as const,
  breaches: (filter: BreachListFilter) => ["review", "breaches", filter] as const,
  partners: ["review", "partners"] as const,
  breach: (id: string) => ["review", "breach", id] as const,
  rootCauses: (filter: RootCauseFilter) => ["review", "root-causes", filter] as const,
  rootCause: ({ subjectKind, subjectId }: RootCauseSubject) =>
    ["review", "root-cause", subjectKind, subjectId] as const,
  actions: (state: string) => ["review", "actions", state] as const,
  retrospectives: (cursor: string | undefined) => ["review", "retrospectives", cursor ?? null] as const,
  retrospective: (id: string) => ["review", "retrospective", id] as const,
  meetings: (cursor: string | undefined) => ["review", "meetings", cursor ?? null] as const,
  meeting: (id: string) => ["review", "meeting", id] as const,
};

export function fetchBreachPartners(signal?: AbortSignal): Promise<BreachPartnerList> {
  return get("/breach-partners", signal);
}

export function fetchReviewRules(signal?: AbortSignal): Promise<ReviewRulesView> {
  return get("/review-rules", signal);
}

function get<T>(path: string, signal?: AbortSignal): Promise<T> {
  return apiGet(`/api/v1${path}`, signal ? { signal } : {});
}

const part = encodeURIComponent;

export function fetchAgenda(at: string | null, signal?: AbortSignal): Promise<AgendaView> {
  return get(`/review-agenda${toSearch(at === null ? {} : { at })}`, signal);
}
export function fetchStale(signal?: AbortSignal): Promise<StaleList> {
  return get("/stale-objectives", signal);
}
export function fetchBreaches(filter: BreachListFilter, signal?: AbortSignal): Promise<BreachPage> {
  return get(`/breaches${toSearch(filter)}`, signal);
}
export function fetchBreach(id: string, signal?: AbortSignal): Promise<BreachDetail> {
  return get(`/breaches/${part(id)}`, signal);
}
export function fetchRootCauses(filter: RootCauseFilter, signal?: AbortSignal): Promise<RootCausePage> {
  return get(`/root-causes${toSearch(filter)}`, signal);
}
export function fetchRootCause(subject: RootCauseSubject, signal?: AbortSignal): Promise<RootCauseDetail> {
  return get(`/root-causes/${subject.subjectKind}/${part(subject.subjectId)}`, signal);
}
export function fetchActions(state: string, signal?: AbortSignal): Promise<ActionPage> {
  return get(`/review-actions${toSearch({ state })}`, signal);
}
export function fetchRetrospectives(cursor: string | undefined, signal?: AbortSignal): Promise<RetrospectiveList> {
  return get(`/retrospectives${toSearch({ cursor })}`, signal);
}
export function fetchRetrospective(id: string, signal?: AbortSignal): Promise<RetrospectiveView> {
  return get(`/retrospectives/${part(id)}`, signal);
}
export function fetchMeetings(cursor: string | undefined, signal?: AbortSignal): Promise<MeetingPage> {
  return get(`/review-meetings${toSearch({ cursor })}`, signal);
}
export function fetchMeeting(id: string, signal?: AbortSignal): Promise<MeetingDetail> {
  return get(`/review-meetings/${part(id)}`, signal);
}
