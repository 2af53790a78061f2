import type { Metadata } from "next";
import type { ReactNode } from "react";
import { ServiceScreen } from "@/components/catalog/service-screen";
import { DrillsPanel } from "@/components/drills/drills-panel";
import { PromotionPath } from "@/components/gates/promotion-path";
import { LatencyPanel } from "@/components/latency/latency-panel";
import { Prefetched } from "@/components/live/prefetched";
import { GatePanels } from "@/components/policies/gate-panel";
import { SchemaPanel } from "@/components/releases/schema-panel";
import { ServicePolicy } from "@/components/rollouts/service-policy";
import { ShipButton } from "@/components/rollouts/ship-button";
import { ObjectivesPanel } from "@/components/slos/objectives-panel";
import { serviceKeys } from "@/lib/catalog/queries";
import { listVersions } from "@/lib/catalog/use-cases/list-versions";
import { getService } from "@/lib/catalog/use-cases/read-services";
import { pageActor } from "@/lib/platform/http/page";
import { prefetch } from "@/lib/platform/http/prefetch";
import { policyKey } from "@/lib/rollouts/queries";
import { getPolicy } from "@/lib/rollouts/use-cases/read-templates";
import { previewPolicy, setPolicy } from "../../templates/actions";
import { archive, restore, setSchedule } from "../actions";

// The name is not read here: a title must not tell what the page would refuse.
export const metadata: Metadata = { title: "Service" };

interface ServicePageProps {
  readonly params: Promise<{ readonly slug: string }>;
}

export default async function ServicePage({ params }: ServicePageProps): Promise<ReactNode> {
  const actor = await pageActor("catalog:read");
  const { slug } = await params;
  const service = await prefetch(getService, { slug }, actor);
  const versions = await prefetch(listVersions, { slug, limit: 20 }, actor);
  const policy = await prefetch(getPolicy, { slug }, actor);
  const held = [...actor.permissions];
  return (
    <Prefetched
      queries={[
        [serviceKeys.detail(slug), service],
        [serviceKeys.versions(slug), versions],
        [policyKey(slug), policy],
      ]}
    >
      <ServiceScreen
        slug={slug}
        canWrite={actor.permissions.has("catalog:write")}
        archive={archive}
        restore={restore}
        actions={<ShipButton held={held} service={slug} />}
      >
        <PromotionPath service={slug} />
        <SchemaPanel service={slug} />
        <LatencyPanel service={slug} />
        <ObjectivesPanel service={slug} />
        <DrillsPanel service={slug} held={held} setSchedule={setSchedule} />
        <GatePanels service={slug} />
        <ServicePolicy serviceSlug={slug} held={held} setPolicy={setPolicy} previewPolicy={previewPolicy} />
      </ServiceScreen>
    </Prefetched>
  );
}
