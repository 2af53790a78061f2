import { apiGet } from "@/lib/platform/http/api-client";
import type { Page } from "@/lib/platform/paging";
import type { PersonView, SessionView, TeamView, TokenView, UserView } from "./contract";

/** Keys and fetchers of identity for TanStack Query. Client-safe; hints name the first part of a key. */

export interface UserListFilter {
  readonly search?: string | undefined;
  readonly role?: string | undefined;
  readonly state?: string | undefined;
  readonly cursor?: string | undefined;
}

export interface TokenListFilter {
  readonly owner?: string | undefined;
  readonly cursor?: string | undefined;
}

export const userKeys = {
  list: (filter: UserListFilter) => ["user", "list", filter] as const,
  detail: (id: string) => ["user", "detail", id] as const,
  people: (search: string) => ["user", "people", search] as const,
};
export const teamKeys = { list: (cursor: string | undefined) => ["team", "list", cursor ?? null] as const };
export const tokenKeys = { list: (filter: TokenListFilter) => ["token", "list", filter] as const };
export const sessionKeys = { list: ["session", "list"] as const };

function search(filter: object): string {
  const set = Object.entries(filter).filter(([, value]) => value !== undefined && value !== null && value !== "");
  const text = new URLSearchParams(set.map(([name, value]) => [name, String(value)])).toString();
  return text ? `?${text}` : "";
}

const options = (signal?: AbortSignal) => (signal ? { signal } : {});

export function fetchUsers(filter: UserListFilter, signal?: AbortSignal): Promise<Page<UserView>> {
  return apiGet(`/api/v1/users${search(filter)}`, options(signal));
}

export function fetchUser(id: string, signal?: AbortSignal): Promise<UserView> {
  return apiGet(`/api/v1/users/${encodeURIComponent(id)}`, options(signal));
}

export async function fetchPeople(name: string, signal?: AbortSignal): Promise<PersonView[]> {
  return (await apiGet<{ items: PersonView[] }>(`/api/v1/people${search({ search: name })}`, options(signal))).items;
}

export function fetchTeams(cursor: string | undefined, signal?: AbortSignal): Promise<Page<TeamView>> {
  return apiGet(`/api/v1/teams${search({ cursor })}`, options(signal));
}

export function fetchTokens(filter: TokenListFilter, signal?: AbortSignal): Promise<Page<TokenView>> {
  return apiGet(`/api/v1/tokens${search(filter)}`, options(signal));
}

export async function fetchSessions(signal?: AbortSignal): Promise<SessionView[]> {
  return (await apiGet<{ items: SessionView[] }>("/api/v1/sessions", options(signal))).items;
}
