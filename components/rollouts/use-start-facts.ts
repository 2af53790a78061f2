"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import type { RunningInEnvironment } from "@/lib/catalog/contract";
import { fetchService, fetchVersions, serviceKeys } from "@/lib/catalog/queries";
import type { PolicyView, TemplateView } from "@/lib/rollouts/api-contract";
import { type ResolvedPlan, resolvePlan } from "@/lib/rollouts/domain/plan";
import { fetchPolicy, fetchTemplates, policyKey, templateKeys } from "@/lib/rollouts/queries";

/** What the start form knows about the chosen service and place. */
export interface StartFacts {
  readonly versions: readonly string[];
  readonly templates: readonly TemplateView[];
  readonly policy: PolicyView | undefined;
  /** The plan that would be followed without changes for this rollout. */
  readonly resolved: ResolvedPlan | null;
  /** What runs at the chosen place now; null until service and environment are chosen. */
  readonly place: RunningInEnvironment | null;
  readonly isLoading: boolean;
}

interface Chosen {
  readonly service: string | null;
  readonly environment: string | null;
  readonly template: string | null;
}

export function useStartFacts({ service, environment, template }: Chosen): StartFacts {
  const slug = service ?? "";
  const enabled = slug !== "";
  const templates = useQuery({ queryKey: templateKeys.list, queryFn: ({ signal }) => fetchTemplates(signal) });
  const policy = useQuery({
    queryKey: policyKey(slug),
    queryFn: ({ signal }) => fetchPolicy(slug, signal),
    enabled,
    placeholderData: enabled ? keepPreviousData : undefined,
  });
  const versions = useQuery({
    queryKey: serviceKeys.versions(slug),
    queryFn: ({ signal }) => fetchVersions(slug, signal),
    enabled,
  });
  const detail = useQuery({
    queryKey: serviceKeys.detail(slug),
    queryFn: ({ signal }) => fetchService(slug, signal),
    enabled,
  });
  const resolved = useMemo(
    () => resolvedOf(policy.data, template, templates.data ?? []),
    [policy.data, template, templates.data],
  );
  return {
    versions: versions.data?.items.map((version) => version.name) ?? [],
    templates: templates.data ?? [],
    policy: policy.data,
    resolved,
    place: detail.data?.running.find((running) => running.environment.slug === environment) ?? null,
    isLoading: enabled && (policy.isPending || templates.isPending),
  };
}

/** A named template takes the place of the service's; the service's own changes stay on top. */
function resolvedOf(
  policy: PolicyView | undefined,
  slug: string | null,
  templates: readonly TemplateView[],
): ResolvedPlan | null {
  if (!policy) return null;
  const named = templates.find((template) => template.slug === slug);
  if (named) return resolvePlan(named.plan, policy.overrides, {});
  // The answer says "default" where no template was adopted; like a template's, such values need no mark.
  const origin = Object.entries(policy.origin).map(([path, from]) => [path, from === "default" ? "template" : from]);
  return { plan: policy.plan, origin: Object.fromEntries(origin) as ResolvedPlan["origin"] };
}
