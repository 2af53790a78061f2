import type { Metadata } from "next";
import type { ReactNode } from "react";
import { FindingList } from "@/components/anomalies/finding-list";
import { Prefetched } from "@/components/live/prefetched";
import { anomalyKeys, findingFilterNames } from "@/lib/anomalies/queries";
import { getWatchState, listFindings } from "@/lib/anomalies/use-cases/read-findings";
import { pageActor } from "@/lib/platform/http/page";
import { prefetch } from "@/lib/platform/http/prefetch";
import { pickFilter } from "@/lib/platform/http/url-filter";

export const metadata: Metadata = { title: "Anomalies" };

interface AnomaliesPageProps {
  readonly searchParams: Promise<Readonly<Record<string, unknown>>>;
}

export default async function AnomaliesPage({ searchParams }: AnomaliesPageProps): Promise<ReactNode> {
  const actor = await pageActor("insights:read");
  const filter = pickFilter(findingFilterNames, await searchParams);
  const [findings, watch] = await Promise.all([
    prefetch(listFindings, filter, actor),
    prefetch(getWatchState, {}, actor),
  ]);
  return (
    <Prefetched
      queries={[
        [anomalyKeys.list(filter), findings],
        [anomalyKeys.watch, watch],
      ]}
    >
      <FindingList />
    </Prefetched>
  );
}
