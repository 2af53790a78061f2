import { apiGet } from "@/lib/platform/http/api-client";
import type { Page } from "@/lib/platform/paging";
import type {
  LoopStatus,
  PolicyView,
  RolloutDetail,
  RolloutOverview,
  RolloutSummary,
  SampleView,
  TemplateView,
} from "./api-contract";

/** Keys and fetchers of rollouts, templates and policies for TanStack Query. Client-safe; hints name the first part of a key. */

export interface RolloutListFilter {
  readonly service?: string;
  readonly environment?: string;
  readonly phase?: string;
  readonly open?: "true" | "false";
  readonly attention?: "true";
  readonly cursor?: string;
  readonly limit?: number;
}

export const rolloutKeys = {
  overview: ["rollout", "overview"],
  list: (filter: RolloutListFilter) => ["rollout", "list", filter],
  lists: ["rollout", "list"],
  detail: (id: string) => ["rollout", "detail", id],
  samples: (id: string) => ["rollout", "samples", id],
} as const;

export const templateKeys = {
  list: ["template", "list"],
  detail: (slug: string) => ["template", "detail", slug],
} as const;

export const loopStatusKey = ["system", "loop"] as const;

export function fetchLoopStatus(signal?: AbortSignal): Promise<LoopStatus> {
  return apiGet("/api/v1/system/loop", signal ? { signal } : {});
}

/** Below `service`, because a changed policy is told as a changed service. */
export const policyKey = (serviceSlug: string) => ["service", "policy", serviceSlug] as const;

function query(filter: RolloutListFilter): string {
  const set = Object.entries(filter).filter(([, value]) => value !== undefined && value !== "");
  return new URLSearchParams(set.map(([name, value]) => [name, String(value)])).toString();
}

export function fetchOverview(signal?: AbortSignal): Promise<RolloutOverview> {
  return apiGet("/api/v1/rollouts/summary", signal ? { signal } : {});
}

export function fetchRollouts(filter: RolloutListFilter, signal?: AbortSignal): Promise<Page<RolloutSummary>> {
  return apiGet(`/api/v1/rollouts?${query(filter)}`, signal ? { signal } : {});
}

export function fetchRollout(id: string, signal?: AbortSignal): Promise<RolloutDetail> {
  return apiGet(`/api/v1/rollouts/${encodeURIComponent(id)}`, signal ? { signal } : {});
}

export async function fetchSamples(id: string, signal?: AbortSignal): Promise<readonly SampleView[]> {
  const path = `/api/v1/rollouts/${encodeURIComponent(id)}/samples`;
  return (await apiGet<{ items: SampleView[] }>(path, signal ? { signal } : {})).items;
}

export async function fetchTemplates(signal?: AbortSignal): Promise<readonly TemplateView[]> {
  return (await apiGet<{ items: TemplateView[] }>("/api/v1/templates", signal ? { signal } : {})).items;
}

export function fetchTemplate(slug: string, signal?: AbortSignal): Promise<TemplateView> {
  return apiGet(`/api/v1/templates/${encodeURIComponent(slug)}`, signal ? { signal } : {});
}

export function fetchPolicy(serviceSlug: string, signal?: AbortSignal): Promise<PolicyView> {
  return apiGet(`/api/v1/services/${encodeURIComponent(serviceSlug)}/policy`, signal ? { signal } : {});
}
