import { dehydrate, HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import type { ReactNode } from "react";
import { RecordDrill } from "@/components/drills/record-drill";
import { HeldPanel } from "@/components/policies/held-panel";
import { RolloutView } from "@/components/rollouts/rollout-view";
import { RolloutJourneys } from "@/components/synthetics/rollout-journeys";
import { pageActor, pageQuery } from "@/lib/platform/http/page";
import { createQueryClient } from "@/lib/platform/http/query-client";
import { rolloutKeys } from "@/lib/rollouts/queries";
import { getRollout, getRolloutSamples } from "@/lib/rollouts/use-cases/read-rollouts";
import { approveHeld, nameFix } from "../../policies/actions";
import { abort, approve, cancel, drill, pause, promote, resume, rollback } from "../actions";

interface RolloutPageProps {
  readonly params: Promise<{ readonly id: string }>;
}

export const metadata: Metadata = { title: "Rollout" };

export default async function RolloutPage({ params }: RolloutPageProps): Promise<ReactNode> {
  const actor = await pageActor("rollout:read");
  const { id } = await params;
  const client = createQueryClient();
  const [rollout, samples] = await Promise.all([
    pageQuery(getRollout, { id }, actor),
    pageQuery(getRolloutSamples, { id }, actor),
  ]);
  client.setQueryData(rolloutKeys.detail(id), rollout);
  client.setQueryData(rolloutKeys.samples(id), samples.items);
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <RolloutView
        id={id}
        held={[...actor.permissions]}
        commands={{ abort, approve, cancel, pause, promote, resume, rollback }}
        afterRollback={
          <RecordDrill
            rolloutId={id}
            service={rollout.service.slug}
            label={`${rollout.service.name} in ${rollout.environment.name}`}
            held={[...actor.permissions]}
            record={drill}
          />
        }
      >
        <HeldPanel
          rolloutId={id}
          service={rollout.service.slug}
          held={[...actor.permissions]}
          approve={approveHeld}
          nameFix={nameFix}
        />
        <RolloutJourneys rolloutId={id} />
      </RolloutView>
    </HydrationBoundary>
  );
}
