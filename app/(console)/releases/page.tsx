import type { Metadata } from "next";
import type { ReactNode } from "react";
import { Prefetched } from "@/components/live/prefetched";
import { TrainsView } from "@/components/releases/trains-view";
import { pageActor } from "@/lib/platform/http/page";
import { prefetch } from "@/lib/platform/http/prefetch";
import { pickFilter } from "@/lib/platform/http/url-filter";
import { trainFilterNames, trainKeys } from "@/lib/releases/queries";
import { listTrains } from "@/lib/releases/use-cases/read-trains";

export const metadata: Metadata = { title: "Releases" };

interface ReleasesPageProps {
  readonly searchParams: Promise<Readonly<Record<string, unknown>>>;
}

export default async function ReleasesPage({ searchParams }: ReleasesPageProps): Promise<ReactNode> {
  const actor = await pageActor("train:read");
  const filter = pickFilter(trainFilterNames, await searchParams);
  const trains = await prefetch(listTrains, filter, actor);
  return (
    <Prefetched queries={[[trainKeys.list(filter), trains]]}>
      <TrainsView canPlan={actor.permissions.has("train:write")} />
    </Prefetched>
  );
}
