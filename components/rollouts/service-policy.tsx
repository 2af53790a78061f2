"use client";

import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { type ReactNode, useState } from "react";
import { SkeletonPanel } from "@/components/feedback/delayed-skeleton";
import { DisabledReason } from "@/components/feedback/disabled-reason";
import { ErrorState } from "@/components/feedback/error-state";
import { Panel } from "@/components/ui/panel";
import { permissions, whoMay } from "@/lib/platform/auth/permissions";
import type { ServerAction } from "@/lib/platform/http/action-client";
import type { PolicyView } from "@/lib/rollouts/api-contract";
import type { PlanOverrides } from "@/lib/rollouts/contract";
import { fetchPolicy, policyKey } from "@/lib/rollouts/queries";
import { strategyNames } from "./phase";
import { PlanFacts } from "./plan-facts";
import { PolicyDialog } from "./policy-dialog";
import type { PolicyPreviewProps } from "./policy-preview";

export interface PolicyGiven {
  readonly slug: string;
  readonly template: string;
  readonly overrides: PlanOverrides;
  readonly revision: number;
}

export interface ServicePolicyProps {
  readonly serviceSlug: string;
  readonly held: readonly string[];
  /** The server action of the templates area. */
  readonly setPolicy: ServerAction<PolicyGiven, PolicyView>;
  readonly previewPolicy: PolicyPreviewProps["preview"];
}

/** How a service is rolled out: the template it follows and each value that it changes, marked. For the service's page. */
export function ServicePolicy({ serviceSlug, held, setPolicy, previewPolicy }: ServicePolicyProps): ReactNode {
  const [isOpen, setIsOpen] = useState(false);
  const policy = useQuery({
    queryKey: policyKey(serviceSlug),
    queryFn: ({ signal }) => fetchPolicy(serviceSlug, signal),
  });
  const reason = held.includes("policy:write")
    ? null
    : `Needs ${whoMay("policy:write")} to ${permissions["policy:write"].does}.`;
  return (
    <Panel
      title="How it is rolled out"
      description={policy.data ? <PolicyWords policy={policy.data} /> : undefined}
      actions={
        policy.data ? (
          <DisabledReason reason={reason}>
            <Button size="xs" variant="default" onClick={() => setIsOpen(true)}>
              Change
            </Button>
          </DisabledReason>
        ) : undefined
      }
    >
      <PolicyBody policy={policy.data} error={policy.error} onRetry={() => void policy.refetch()} />
      {policy.data && isOpen ? (
        <PolicyDialog {...{ setPolicy, previewPolicy }} policy={policy.data} onClose={() => setIsOpen(false)} />
      ) : null}
    </Panel>
  );
}

interface PolicyBodyProps {
  readonly policy: PolicyView | undefined;
  readonly error: unknown;
  readonly onRetry: () => void;
}

function PolicyBody({ policy, error, onRetry }: PolicyBodyProps): ReactNode {
  if (policy) return <PlanFacts plan={policy.plan} origin={policy.origin} />;
  if (error) return <ErrorState error={error} doing="load how it is rolled out" onRetry={onRetry} />;
  return <SkeletonPanel heightPx={240} />;
}

function PolicyWords({ policy }: { readonly policy: PolicyView }): ReactNode {
  const changed = Object.values(policy.origin).filter((origin) => origin === "service").length;
  const strategy = strategyNames[policy.plan.strategy];
  if (!policy.template) return `${strategy}, by default: no template was adopted`;
  return (
    <>
      {strategy}, by <Link href={`/templates/${policy.template.slug}`}>{policy.template.name}</Link>
      {changed === 0 ? ", unchanged" : ` with ${changed} ${changed === 1 ? "value" : "values"} of its own`}
    </>
  );
}
