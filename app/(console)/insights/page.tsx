import type { Metadata } from "next";
import type { ReactNode } from "react";
import { viewOf } from "@/components/insights/insight-roles";
import { Insights } from "@/components/insights/insights-view";
import { Prefetched } from "@/components/live/prefetched";
import { figureFilterNames, figureQuery, insightKeys } from "@/lib/insights/queries";
import { getFigures } from "@/lib/insights/use-cases/read-figures";
import { pageActor } from "@/lib/platform/http/page";
import { prefetch } from "@/lib/platform/http/prefetch";
import { pickFilter } from "@/lib/platform/http/url-filter";

export const metadata: Metadata = { title: "Insights" };

interface InsightsPageProps {
  readonly searchParams: Promise<Readonly<Record<string, unknown>>>;
}

export default async function InsightsPage({ searchParams }: InsightsPageProps): Promise<ReactNode> {
  const actor = await pageActor("insights:read");
  const filter = pickFilter(figureFilterNames, await searchParams);
  const figures = await prefetch(getFigures, figureQuery(filter), actor);
  return (
    <Prefetched queries={[[insightKeys.figures(filter), figures]]}>
      <Insights ownView={viewOf(actor.roles)} />
    </Prefetched>
  );
}
