import type { Metadata } from "next";
import type { ReactNode } from "react";
import { AlertsPanel } from "@/components/alerts/alerts-panel";
import { Prefetched } from "@/components/live/prefetched";
import { OwnershipPanel } from "@/components/ownership/ownership-panel";
import { GatePanel } from "@/components/policies/gate-panel";
import { ObjectiveBreaches } from "@/components/reviews/objective-breaches";
import { ObjectiveScreen } from "@/components/slos/objective-screen";
import { TimeAccountPanel } from "@/components/slos/time-account-panel";
import { pageActor } from "@/lib/platform/http/page";
import { prefetch } from "@/lib/platform/http/prefetch";
import { isCounted } from "@/lib/slos/domain/sli-kind";
import { objectiveKeys } from "@/lib/slos/queries";
import { getObjective } from "@/lib/slos/use-cases/read-objectives";
import { compare, create, edit, preview, retire, setOwners, setPlan, sign, take } from "../actions";

// The name is not read here: a title must not tell what the page would refuse.
export const metadata: Metadata = { title: "SLO" };

interface SloPageProps {
  readonly params: Promise<{ readonly slug: string }>;
}

export default async function SloPage({ params }: SloPageProps): Promise<ReactNode> {
  const actor = await pageActor("slo:read");
  const { slug } = await params;
  const objective = await prefetch(getObjective, { slug }, actor);
  const actions = { compare, create, edit, preview, retire, setPlan, sign, takeStep: take };
  const rights = { canWrite: actor.permissions.has("slo:write"), canSign: actor.permissions.has("slo:sign") };
  return (
    <Prefetched queries={[[objectiveKeys.detail(slug), objective]]}>
      <ObjectiveScreen
        slug={slug}
        people={<OwnershipPanel objective={slug} canWrite={actor.permissions.has("ownership:write")} set={setOwners} />}
        breaches={<ObjectiveBreaches objective={slug} />}
        {...rights}
        {...actions}
      >
        {objective ? <GatePanel service={objective.service.slug} environment={objective.environment.slug} /> : null}
        {objective && isCounted(objective.definition) ? <TimeAccountPanel slug={slug} /> : null}
        <AlertsPanel title="Alerts and who was told" filter={{ objective: slug }} none="No alert of it has fired" />
      </ObjectiveScreen>
    </Prefetched>
  );
}
