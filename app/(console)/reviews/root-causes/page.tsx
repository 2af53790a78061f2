import type { Metadata } from "next";
import type { ReactNode } from "react";
import { Prefetched } from "@/components/live/prefetched";
import { RootCauseList } from "@/components/reviews/root-cause-list";
import { pageActor } from "@/lib/platform/http/page";
import { prefetch } from "@/lib/platform/http/prefetch";
import { pickFilter } from "@/lib/platform/http/url-filter";
import { reviewKeys, rootCauseFilterNames } from "@/lib/reviews/queries";
import { listRootCauses } from "@/lib/reviews/use-cases/read-root-causes";

export const metadata: Metadata = { title: "Root causes" };

interface RootCauseListPageProps {
  readonly searchParams: Promise<Readonly<Record<string, unknown>>>;
}

export default async function RootCauseListPage({ searchParams }: RootCauseListPageProps): Promise<ReactNode> {
  const actor = await pageActor("review:read");
  const filter = pickFilter(rootCauseFilterNames, await searchParams);
  const list = await prefetch(listRootCauses, filter, actor);
  return (
    <Prefetched queries={[[reviewKeys.rootCauses(filter), list]]}>
      <RootCauseList />
    </Prefetched>
  );
}
