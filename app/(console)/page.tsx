import { dehydrate, HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import type { ReactNode } from "react";
import { DemoStrip } from "@/components/demo/demo-strip";
import { chosenView, viewsOf } from "@/components/home/home-roles";
import { Home } from "@/components/home/home-view";
import { demoKey } from "@/lib/demo/queries";
import { readDemo } from "@/lib/demo/use-cases/read-demo";
import { pageActor, pageQuery } from "@/lib/platform/http/page";
import { createQueryClient } from "@/lib/platform/http/query-client";
import { currentRuntime } from "@/lib/platform/runtime";
import { rolloutKeys } from "@/lib/rollouts/queries";
import { getRolloutOverview } from "@/lib/rollouts/use-cases/read-overview";
import { ship } from "./demo/actions";
import { readHomeFacts } from "./home-facts";

export const metadata: Metadata = { title: "Home" };

interface HomePageProps {
  readonly searchParams: Promise<Readonly<Record<string, unknown>>>;
}

export default async function HomePage({ searchParams }: HomePageProps): Promise<ReactNode> {
  const actor = await pageActor("rollout:read");
  const client = createQueryClient();
  const views = viewsOf(actor.roles);
  const facts = await readHomeFacts(chosenView(views, (await searchParams).as), actor);
  for (const [key, data] of facts) if (data !== undefined) client.setQueryData(key, data);
  client.setQueryData(rolloutKeys.overview, await pageQuery(getRolloutOverview, {}, actor));
  const canShip = currentRuntime().config.SIGNALBOX_DEMO && actor.permissions.has("rollout:start");
  if (canShip) client.setQueryData(demoKey, await pageQuery(readDemo, {}, actor));
  return (
    <HydrationBoundary state={dehydrate(client)}>
      {canShip ? <DemoStrip ship={ship} /> : null}
      <Home views={views} held={[...actor.permissions]} />
    </HydrationBoundary>
  );
}
