import type { Metadata } from "next";
import type { ReactNode } from "react";
import { GatesView } from "@/components/gates/gates-view";
import { Prefetched } from "@/components/live/prefetched";
import { gateFilterNames, gateKeys } from "@/lib/gates/queries";
import { listGates } from "@/lib/gates/use-cases/read-gates";
import { pageActor } from "@/lib/platform/http/page";
import { prefetch } from "@/lib/platform/http/prefetch";
import { pickFilter } from "@/lib/platform/http/url-filter";

export const metadata: Metadata = { title: "Gates" };

interface GatesPageProps {
  readonly searchParams: Promise<Readonly<Record<string, unknown>>>;
}

export default async function GatesPage({ searchParams }: GatesPageProps): Promise<ReactNode> {
  const actor = await pageActor("gate:read");
  const filter = pickFilter(gateFilterNames, await searchParams);
  const gates = await prefetch(listGates, filter, actor);
  return (
    <Prefetched queries={[[gateKeys.list(filter), gates]]}>
      <GatesView />
    </Prefetched>
  );
}
