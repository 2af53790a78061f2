import { apiGet } from "@/lib/platform/http/api-client";
import { periodStart, toSearch, type UrlFilter } from "@/lib/platform/http/url-filter";
import type { AuditPage } from "./contract";

/** Keys and fetchers of the audit log for TanStack Query. Client-safe. */

export const auditFilterNames = [
  "text",
  "actor",
  "action",
  "subjectKind",
  "subjectId",
  "outcome",
  "period",
  "cursor",
] as const;
export type AuditListFilter = UrlFilter<(typeof auditFilterNames)[number]>;

export const auditKeys = { list: (filter: AuditListFilter) => ["audit", "list", filter] as const };

/** What the API is asked for: the period becomes the moment at which it begins. */
export function auditQuery(filter: AuditListFilter, nowMs: number): Record<string, string | undefined> {
  const { period, ...rest } = filter;
  return { ...rest, since: periodStart(period, nowMs) };
}

export function fetchAudit(filter: AuditListFilter, signal?: AbortSignal): Promise<AuditPage> {
  return apiGet(`/api/v1/audit${toSearch(auditQuery(filter, Date.now()))}`, signal ? { signal } : {});
}
