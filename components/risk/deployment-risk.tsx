"use client";

import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { SkeletonRows } from "@/components/feedback/delayed-skeleton";
import { ErrorState } from "@/components/feedback/error-state";
import { Time } from "@/components/feedback/time";
import { Panel } from "@/components/ui/panel";
import type { DeploymentRisk } from "@/lib/risk/contract";
import { fetchDeploymentRisk, riskKeys } from "@/lib/risk/queries";
import { Assessment } from "./assessment";
import classes from "./risk.module.css";
import { levelOf, percent } from "./risk-words";

/** How risky a deployment was: what was said when it began, and what the present model says with what was known then. */
export function DeploymentRiskPanel({ id }: { readonly id: string }): ReactNode {
  const query = useQuery({
    queryKey: riskKeys.deployment(id),
    queryFn: ({ signal }) => fetchDeploymentRisk(id, signal),
  });
  return (
    <Panel title="Risk" description="From what was known before it began; nothing is about a person.">
      {query.data ? (
        <>
          <Said said={query.data.said} />
          <details>
            <summary>What the present model says</summary>
            <Assessment risk={query.data.risk} when="Then" />
          </details>
        </>
      ) : query.error ? (
        <ErrorState error={query.error} doing="assess the deployment" onRetry={() => void query.refetch()} />
      ) : (
        <SkeletonRows />
      )}
    </Panel>
  );
}

function Said({ said }: { readonly said: DeploymentRisk["said"] }): ReactNode {
  if (said === null) return <p className={classes.muted}>Nothing was said of it when it began.</p>;
  const chance =
    said.probability === null ? "there was not enough data" : `chance of failure ${percent(said.probability)}`;
  return (
    <p className={classes.answer}>
      When it began: {chance} ({levelOf(said.level).label.toLowerCase()}), by model {said.modelVersion},{" "}
      <Time atMs={Date.parse(said.scoredAt)} />.
    </p>
  );
}
