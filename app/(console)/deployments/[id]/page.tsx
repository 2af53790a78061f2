import type { Metadata } from "next";
import type { ReactNode } from "react";
import { DeploymentScreen } from "@/components/deployments/deployment-screen";
import { LatencyPanel } from "@/components/latency/latency-panel";
import { Prefetched } from "@/components/live/prefetched";
import { DeploymentLogs } from "@/components/logs/deployment-logs";
import { RootCausePanel } from "@/components/reviews/root-cause-panel";
import { DeploymentRiskPanel } from "@/components/risk/deployment-risk";
import { DeploymentJourneys } from "@/components/synthetics/rollout-journeys";
import { deploymentKeys } from "@/lib/deployments/queries";
import { getDeployment } from "@/lib/deployments/use-cases/read-deployments";
import { pageActor } from "@/lib/platform/http/page";
import { prefetch } from "@/lib/platform/http/prefetch";

export const metadata: Metadata = { title: "Deployment" };

interface DeploymentPageProps {
  readonly params: Promise<{ readonly id: string }>;
}

export default async function DeploymentPage({ params }: DeploymentPageProps): Promise<ReactNode> {
  const actor = await pageActor("catalog:read");
  const { id } = await params;
  const deployment = await prefetch(getDeployment, { id }, actor);
  return (
    <Prefetched queries={[[deploymentKeys.detail(id), deployment]]}>
      <DeploymentScreen
        id={id}
        journeys={actor.permissions.has("rollout:read") ? <DeploymentJourneys deploymentId={id} /> : null}
        logs={<DeploymentLogs deploymentId={id} />}
        latency={
          deployment && <LatencyPanel service={deployment.service.slug} environment={deployment.environment.slug} />
        }
        risk={actor.permissions.has("insights:read") ? <DeploymentRiskPanel id={id} /> : null}
        rootCause={<RootCausePanel deploymentId={id} />}
      />
    </Prefetched>
  );
}
