import type { Metadata } from "next";
import type { ReactNode } from "react";
import { ReleaseHealthBoard } from "@/components/insights/health-view";
import { Prefetched } from "@/components/live/prefetched";
import { healthFilterNames, insightKeys } from "@/lib/insights/queries";
import { getHealthBoard } from "@/lib/insights/use-cases/read-health";
import { pageActor } from "@/lib/platform/http/page";
import { prefetch } from "@/lib/platform/http/prefetch";
import { pickFilter } from "@/lib/platform/http/url-filter";

export const metadata: Metadata = { title: "Release health" };

interface HealthPageProps {
  readonly searchParams: Promise<Readonly<Record<string, unknown>>>;
}

export default async function HealthPage({ searchParams }: HealthPageProps): Promise<ReactNode> {
  const actor = await pageActor("insights:read");
  const filter = pickFilter(healthFilterNames, await searchParams);
  const board = await prefetch(getHealthBoard, filter, actor);
  return (
    <Prefetched queries={[[insightKeys.health(filter), board]]}>
      <ReleaseHealthBoard />
    </Prefetched>
  );
}
