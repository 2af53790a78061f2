import type { Metadata } from "next";
import type { ReactNode } from "react";
import { BoardView } from "@/components/gates/board-view";
import { Prefetched } from "@/components/live/prefetched";
import { releaseFilterNames, releaseKeys } from "@/lib/gates/queries";
import { listReleaseRequests } from "@/lib/gates/use-cases/read-releases";
import { pageActor } from "@/lib/platform/http/page";
import { prefetch } from "@/lib/platform/http/prefetch";
import { pickFilter } from "@/lib/platform/http/url-filter";

export const metadata: Metadata = { title: "Change advisory board" };

interface BoardPageProps {
  readonly searchParams: Promise<Readonly<Record<string, unknown>>>;
}

export default async function BoardPage({ searchParams }: BoardPageProps): Promise<ReactNode> {
  const actor = await pageActor("gate:read");
  const filter = { list: "board", ...pickFilter(releaseFilterNames, await searchParams) };
  const releases = await prefetch(listReleaseRequests, filter, actor);
  return (
    <Prefetched queries={[[releaseKeys.list(filter), releases]]}>
      <BoardView />
    </Prefetched>
  );
}
