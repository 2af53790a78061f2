import type { Metadata } from "next";
import type { ReactNode } from "react";
import { Prefetched } from "@/components/live/prefetched";
import { PipelineRunList } from "@/components/pipelines/run-list";
import { runFilterNames, runKeys, runQuery } from "@/lib/pipelines/queries";
import { listPipelineRuns } from "@/lib/pipelines/use-cases/read-runs";
import { pageActor } from "@/lib/platform/http/page";
import { prefetch } from "@/lib/platform/http/prefetch";
import { pickFilter } from "@/lib/platform/http/url-filter";

export const metadata: Metadata = { title: "Pipelines" };

interface PipelinesPageProps {
  readonly searchParams: Promise<Readonly<Record<string, unknown>>>;
}

export default async function PipelinesPage({ searchParams }: PipelinesPageProps): Promise<ReactNode> {
  const actor = await pageActor("catalog:read");
  const filter = pickFilter(runFilterNames, await searchParams);
  const runs = await prefetch(listPipelineRuns, runQuery(filter, Date.now()), actor);
  return (
    <Prefetched queries={[[runKeys.list(filter), runs]]}>
      <PipelineRunList />
    </Prefetched>
  );
}
