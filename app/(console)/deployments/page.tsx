import type { Metadata } from "next";
import type { ReactNode } from "react";
import { DeploymentList } from "@/components/deployments/deployment-list";
import { Prefetched } from "@/components/live/prefetched";
import { deploymentFilterNames, deploymentKeys, deploymentQuery } from "@/lib/deployments/queries";
import { listDeployments } from "@/lib/deployments/use-cases/read-deployments";
import { pageActor } from "@/lib/platform/http/page";
import { prefetch } from "@/lib/platform/http/prefetch";
import { pickFilter } from "@/lib/platform/http/url-filter";

export const metadata: Metadata = { title: "Deployments" };

interface DeploymentsPageProps {
  readonly searchParams: Promise<Readonly<Record<string, unknown>>>;
}

export default async function DeploymentsPage({ searchParams }: DeploymentsPageProps): Promise<ReactNode> {
  const actor = await pageActor("catalog:read");
  const filter = pickFilter(deploymentFilterNames, await searchParams);
  const deployments = await prefetch(listDeployments, deploymentQuery(filter, Date.now()), actor);
  return (
    <Prefetched queries={[[deploymentKeys.list(filter), deployments]]}>
      <DeploymentList />
    </Prefetched>
  );
}
