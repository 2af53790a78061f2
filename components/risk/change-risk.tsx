"use client";

import { Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useEnvironmentChoices, useServiceChoices } from "@/components/catalog/use-place-choices";
import { SkeletonRows } from "@/components/feedback/delayed-skeleton";
import { ErrorState } from "@/components/feedback/error-state";
import { Panel } from "@/components/ui/panel";
import { fetchAssessment, riskKeys } from "@/lib/risk/queries";
import { Assessment } from "./assessment";
import classes from "./risk.module.css";

export interface ChangeRiskProps {
  readonly service: string;
  readonly environment: string;
}

/** How risky the next change of a service is, before it ships: the chance, and what raises or lowers it. */
export function ChangeRisk(initial: ChangeRiskProps): ReactNode {
  const [service, setService] = useState(initial.service);
  const [environment, setEnvironment] = useState(initial.environment);
  const services = useServiceChoices();
  const environments = useEnvironmentChoices();
  const isChosen = service !== "" && environment !== "";
  const query = useQuery({
    queryKey: riskKeys.assessment(service, environment),
    queryFn: ({ signal }) => fetchAssessment(service, environment, signal),
    enabled: isChosen,
  });
  return (
    <Panel
      title="Risk before it ships"
      description="From what is known now about the service, the change and the moment; nothing is about a person."
    >
      <div className={classes.choices}>
        <Select
          label="Assess"
          data={[...services]}
          value={service || null}
          onChange={(value) => setService(value ?? "")}
          searchable
        />
        <Select
          label="Before it ships to"
          data={[...environments]}
          value={environment || null}
          onChange={(value) => setEnvironment(value ?? "")}
        />
      </div>
      {!isChosen ? (
        <p className={classes.muted}>Choose a service and an environment.</p>
      ) : query.error ? (
        <ErrorState error={query.error} doing="assess the change" onRetry={() => void query.refetch()} />
      ) : query.data ? (
        <Assessment risk={query.data} />
      ) : (
        <SkeletonRows />
      )}
    </Panel>
  );
}
