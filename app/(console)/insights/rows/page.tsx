import type { Metadata } from "next";
import type { ReactNode } from "react";
import { FigureRows } from "@/components/insights/rows-view";
import { Prefetched } from "@/components/live/prefetched";
import { insightKeys, rowFilterNames, rowQuery } from "@/lib/insights/queries";
import { listFigureRows } from "@/lib/insights/use-cases/read-rows";
import { pageActor } from "@/lib/platform/http/page";
import { prefetch } from "@/lib/platform/http/prefetch";
import { pickFilter } from "@/lib/platform/http/url-filter";

export const metadata: Metadata = { title: "Rows of a figure" };

interface RowsPageProps {
  readonly searchParams: Promise<Readonly<Record<string, unknown>>>;
}

export default async function RowsPage({ searchParams }: RowsPageProps): Promise<ReactNode> {
  const actor = await pageActor("insights:read");
  const filter = pickFilter(rowFilterNames, await searchParams);
  const rows = await prefetch(listFigureRows, rowQuery(filter), actor);
  return (
    <Prefetched queries={[[insightKeys.rows(filter), rows]]}>
      <FigureRows />
    </Prefetched>
  );
}
