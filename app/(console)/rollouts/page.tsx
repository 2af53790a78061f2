import { dehydrate, HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import type { ReactNode } from "react";
import { RolloutsView } from "@/components/rollouts/rollouts-view";
import { pageActor } from "@/lib/platform/http/page";
import { abort, pause } from "./actions";
import { placeOptions, prefetchRollouts } from "./prefetch";

interface RolloutsPageProps {
  readonly searchParams: Promise<Readonly<Record<string, string | string[] | undefined>>>;
}

export const metadata: Metadata = { title: "Rollouts" };

export default async function RolloutsPage({ searchParams }: RolloutsPageProps): Promise<ReactNode> {
  const actor = await pageActor("rollout:read");
  const [client, places] = await Promise.all([prefetchRollouts(await searchParams, actor), placeOptions(actor)]);
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <RolloutsView held={[...actor.permissions]} commands={{ abort, pause }} {...places} />
    </HydrationBoundary>
  );
}
