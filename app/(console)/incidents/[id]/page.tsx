import type { Metadata } from "next";
import type { ReactNode } from "react";
import { AlertsPanel } from "@/components/alerts/alerts-panel";
import { ClocksPanel } from "@/components/clocks/clocks-panel";
import { IncidentScreen } from "@/components/incidents/incident-screen";
import { Prefetched } from "@/components/live/prefetched";
import { RootCausePanel } from "@/components/reviews/root-cause-panel";
import { incidentKeys } from "@/lib/incidents/queries";
import { getIncident } from "@/lib/incidents/use-cases/read-incidents";
import { pageActor } from "@/lib/platform/http/page";
import { prefetch } from "@/lib/platform/http/prefetch";
import { duplicate, link } from "../actions";

export const metadata: Metadata = { title: "Incident" };

interface IncidentPageProps {
  readonly params: Promise<{ readonly id: string }>;
}

export default async function IncidentPage({ params }: IncidentPageProps): Promise<ReactNode> {
  const actor = await pageActor("incident:read");
  const { id } = await params;
  const incident = await prefetch(getIncident, { id }, actor);
  return (
    <Prefetched queries={[[incidentKeys.detail(id), incident]]}>
      <IncidentScreen id={id} mayLink={actor.permissions.has("incident:link")} actions={{ link, duplicate }}>
        <AlertsPanel title="Alerts that opened it" filter={{ incident: id }} />
        <ClocksPanel incident={id} />
        {incident?.causes.map(({ deploymentId, service, version }) => (
          <RootCausePanel key={deploymentId} deploymentId={deploymentId} name={`${service} ${version}`} />
        ))}
      </IncidentScreen>
    </Prefetched>
  );
}
