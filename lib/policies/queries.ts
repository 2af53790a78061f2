import { apiGet } from "@/lib/platform/http/api-client";
import { toSearch } from "@/lib/platform/http/url-filter";
import type { BudgetGate, BudgetPolicyDetail, BudgetPolicyList } from "./contract";

/** Keys and fetchers of error-budget policies for TanStack Query. Client-safe. */

export const budgetPolicyKeys = {
  all: ["budget_policy"],
  list: ["budget_policy", "list"],
  detail: (slug: string) => ["budget_policy", "detail", slug],
  gate: (service: string, environment: string) => ["budget_policy", "gate", service, environment],
  rolloutGate: (id: string) => ["budget_policy", "rollout", id],
} as const;

export function fetchBudgetPolicies(signal?: AbortSignal): Promise<BudgetPolicyList> {
  return apiGet("/api/v1/budget-policies", signal ? { signal } : {});
}

export function fetchBudgetPolicy(slug: string, signal?: AbortSignal): Promise<BudgetPolicyDetail> {
  return apiGet(`/api/v1/budget-policies/${encodeURIComponent(slug)}`, signal ? { signal } : {});
}

export function fetchBudgetGate(service: string, environment: string, signal?: AbortSignal): Promise<BudgetGate> {
  return apiGet(`/api/v1/budget-gate${toSearch({ service, environment })}`, signal ? { signal } : {});
}

/** What policies say about one rollout, with what lets it go. */
export function fetchRolloutGate(id: string, signal?: AbortSignal): Promise<BudgetGate> {
  return apiGet(`/api/v1/rollouts/${encodeURIComponent(id)}/budget-gate`, signal ? { signal } : {});
}
