import { dehydrate, HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import type { ReactNode } from "react";
import { DemoStrip } from "@/components/demo/demo-strip";
import { viewsOf } from "@/components/home/home-roles";
import { Home } from "@/components/home/home-view";
import { demoKey } from "@/lib/demo/queries";
import { readDemo } from "@/lib/demo/use-cases/read-demo";
import { pageActor, pageQuery } from "@/lib/platform/http/page";
import { createQueryClient } from "@/lib/platform/http/query-client";
import { currentRuntime } from "@/lib/platform/runtime";
import { rolloutKeys } from "@/lib/rollouts/queries";
import { getRolloutOverview } from "@/lib/rollouts/use-cases/read-overview";
import { ship } from "./demo/actions";

export const metadata: Metadata = { title: "Home" };

export default async function HomePage(): Promise<ReactNode> {
  const actor = await pageActor("rollout:read");
  const client = createQueryClient();
  client.setQueryData(rolloutKeys.overview, await pageQuery(getRolloutOverview, {}, actor));
  const canShip = currentRuntime().config.SIGNALBOX_DEMO && actor.permissions.has("rollout:start");
  if (canShip) client.setQueryData(demoKey, await pageQuery(readDemo, {}, actor));
  return (
    <HydrationBoundary state={dehydrate(client)}>
      {canShip ? <DemoStrip ship={ship} /> : null}
      <Home views={viewsOf(actor.roles)} held={[...actor.permissions]} />
    </HydrationBoundary>
  );
}
