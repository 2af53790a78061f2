import type { Metadata } from "next";
import type { ReactNode } from "react";
import { Prefetched } from "@/components/live/prefetched";
import { TargetsView } from "@/components/traffic/targets-view";
import { pageActor } from "@/lib/platform/http/page";
import { prefetch } from "@/lib/platform/http/prefetch";
import { listTargets } from "@/lib/traffic/use-cases/read-targets";
import { placeOptions } from "../rollouts/prefetch";

interface TargetsPageProps {
  readonly searchParams: Promise<Readonly<Record<string, string | string[] | undefined>>>;
}

export const metadata: Metadata = { title: "Targets" };

export default async function TargetsPage({ searchParams }: TargetsPageProps): Promise<ReactNode> {
  const actor = await pageActor("target:read");
  const { service, environment } = await searchParams;
  const filter = { ...(service ? { service } : {}), ...(environment ? { environment } : {}) };
  const [targets, places] = await Promise.all([prefetch(listTargets, filter, actor), placeOptions(actor)]);
  return (
    <Prefetched queries={[[["target", "list", filter], targets?.items]]}>
      <TargetsView held={[...actor.permissions]} {...places} />
    </Prefetched>
  );
}
