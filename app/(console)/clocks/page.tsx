import type { Metadata } from "next";
import type { ReactNode } from "react";
import { ClockList } from "@/components/clocks/clock-list";
import { Prefetched } from "@/components/live/prefetched";
import { clockFilterNames, clockKeys } from "@/lib/clocks/queries";
import { listClocks } from "@/lib/clocks/use-cases/read-clocks";
import { pageActor } from "@/lib/platform/http/page";
import { prefetch } from "@/lib/platform/http/prefetch";
import { pickFilter } from "@/lib/platform/http/url-filter";

export const metadata: Metadata = { title: "SLA clocks" };

interface ClocksPageProps {
  readonly searchParams: Promise<Readonly<Record<string, unknown>>>;
}

export default async function ClocksPage({ searchParams }: ClocksPageProps): Promise<ReactNode> {
  const actor = await pageActor("clock:read");
  const filter = pickFilter(clockFilterNames, await searchParams);
  const clocks = await prefetch(listClocks, filter, actor);
  return (
    <Prefetched queries={[[clockKeys.list(filter), clocks]]}>
      <ClockList />
    </Prefetched>
  );
}
