"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import Link from "next/link";
import type { ReactNode } from "react";
import { SkeletonRows } from "@/components/feedback/delayed-skeleton";
import { ErrorState } from "@/components/feedback/error-state";
import { StatusBadge } from "@/components/feedback/status-badge";
import { ToldText } from "@/components/feedback/told";
import { Panel } from "@/components/ui/panel";
import type { BudgetGate } from "@/lib/policies/contract";
import { budgetPolicyKeys, fetchBudgetGate } from "@/lib/policies/queries";
import { fetchObjectives, objectiveKeys } from "@/lib/slos/queries";
import classes from "./policies.module.css";
import { gateAnswer } from "./policy-words";

export interface GatePanelProps {
  readonly service: string;
  readonly environment: string;
  /** Said in the title where a page has several. */
  readonly environmentName?: string;
}

/** What error-budget policies say about a new release of a service to an environment. */
export function GatePanel({ service, environment, environmentName }: GatePanelProps): ReactNode {
  const gate = useQuery({
    queryKey: budgetPolicyKeys.gate(service, environment),
    queryFn: ({ signal }) => fetchBudgetGate(service, environment, signal),
    placeholderData: keepPreviousData,
    refetchInterval: 60_000,
  });
  return (
    <Panel
      title={environmentName ? `Releases to ${environmentName}` : "What it means for releases"}
      actions={<Link href="/policies">Budget policies</Link>}
      isFlush
    >
      {gate.error && !gate.data ? (
        <ErrorState error={gate.error} doing="ask the policies" onRetry={() => void gate.refetch()} />
      ) : null}
      {!gate.data && !gate.error ? <SkeletonRows /> : null}
      {gate.data ? <GateAnswer gate={gate.data} /> : null}
    </Panel>
  );
}

/** The answer with all of its reasons. */
export function GateAnswer({ gate }: { readonly gate: BudgetGate }): ReactNode {
  return (
    <>
      <p className={classes.answer}>{gateAnswer(gate)}</p>
      <GateReasons gate={gate} />
    </>
  );
}

/** Every reason, also those that hold nothing, with what to do and whom to ask. */
export function GateReasons({ gate }: { readonly gate: BudgetGate }): ReactNode {
  return (
    <ul className={classes.list}>
      {gate.reasons.map((reason) => (
        <li key={`${reason.policy} ${reason.code} ${reason.objective} ${reason.message}`} className={classes.row}>
          <span className={classes.name}>
            <ToldText text={reason.message} />
            <span className={classes.muted}>
              {reason.remedy} <Link href={`/policies/${reason.policy}`}>{policyName(gate, reason.policy)}</Link> · ask{" "}
              {reason.owner}
              {reason.bentBy === null ? "" : ` · does not hold: ${reason.bentBy}`}
            </span>
          </span>
          {reason.isHolding ? (
            <StatusBadge status="waiting" label="Holds" />
          ) : (
            <StatusBadge status="neutral" label={reason.bentBy === null ? "Told" : "Bent"} />
          )}
        </li>
      ))}
    </ul>
  );
}

function policyName({ policies }: BudgetGate, slug: string): string {
  return policies.find((policy) => policy.slug === slug)?.name ?? slug;
}

const maxPlaces = 4;

/** The same for every environment in which a service promises something. */
export function GatePanels({ service }: { readonly service: string }): ReactNode {
  const filter = { service };
  const objectives = useQuery({
    queryKey: objectiveKeys.list(filter),
    queryFn: ({ signal }) => fetchObjectives(filter, signal),
    placeholderData: keepPreviousData,
    refetchInterval: 60_000,
  });
  const places = new Map(objectives.data?.items.map(({ environment }) => [environment.slug, environment.name]));
  return (
    <>
      {[...places].slice(0, maxPlaces).map(([slug, name]) => (
        <GatePanel key={slug} service={service} environment={slug} environmentName={name} />
      ))}
    </>
  );
}
