import type { Metadata } from "next";
import type { ReactNode } from "react";
import { Prefetched } from "@/components/live/prefetched";
import { SourcesView } from "@/components/telemetry/sources-view";
import { pageActor } from "@/lib/platform/http/page";
import { prefetch } from "@/lib/platform/http/prefetch";
import { sourceKeys } from "@/lib/telemetry/queries";
import { listSources } from "@/lib/telemetry/use-cases/read-sources";

export const metadata: Metadata = { title: "Metric sources" };

export default async function SourcesPage(): Promise<ReactNode> {
  const actor = await pageActor("target:read");
  const sources = await prefetch(listSources, {}, actor);
  return (
    <Prefetched queries={[[sourceKeys.list, sources?.items]]}>
      <SourcesView held={[...actor.permissions]} />
    </Prefetched>
  );
}
