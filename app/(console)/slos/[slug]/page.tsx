import type { Metadata } from "next";
import type { ReactNode } from "react";
import { AlertsPanel } from "@/components/alerts/alerts-panel";
import { Prefetched } from "@/components/live/prefetched";
import { GatePanel } from "@/components/policies/gate-panel";
import { ObjectiveScreen } from "@/components/slos/objective-screen";
import { pageActor } from "@/lib/platform/http/page";
import { prefetch } from "@/lib/platform/http/prefetch";
import { objectiveKeys } from "@/lib/slos/queries";
import { getObjective } from "@/lib/slos/use-cases/read-objectives";
import { create, edit, preview, retire } from "../actions";

// The name is not read here: a title must not tell what the page would refuse.
export const metadata: Metadata = { title: "SLO" };

interface SloPageProps {
  readonly params: Promise<{ readonly slug: string }>;
}

export default async function SloPage({ params }: SloPageProps): Promise<ReactNode> {
  const actor = await pageActor("slo:read");
  const { slug } = await params;
  const objective = await prefetch(getObjective, { slug }, actor);
  const actions = { create, edit, preview, retire };
  return (
    <Prefetched queries={[[objectiveKeys.detail(slug), objective]]}>
      <ObjectiveScreen slug={slug} canWrite={actor.permissions.has("slo:write")} {...actions}>
        {objective ? <GatePanel service={objective.service.slug} environment={objective.environment.slug} /> : null}
        <AlertsPanel title="Alerts and who was told" filter={{ objective: slug }} none="No alert of it has fired" />
      </ObjectiveScreen>
    </Prefetched>
  );
}
