import type { Metadata } from "next";
import type { ReactNode } from "react";
import { Prefetched } from "@/components/live/prefetched";
import { BreachList } from "@/components/reviews/breach-list";
import { pageActor } from "@/lib/platform/http/page";
import { prefetch } from "@/lib/platform/http/prefetch";
import { pickFilter } from "@/lib/platform/http/url-filter";
import { breachFilterNames, reviewKeys } from "@/lib/reviews/queries";
import { listBreaches, listBreachPartners } from "@/lib/reviews/use-cases/read-breaches";

export const metadata: Metadata = { title: "Breaches" };

interface BreachListPageProps {
  readonly searchParams: Promise<Readonly<Record<string, unknown>>>;
}

export default async function BreachListPage({ searchParams }: BreachListPageProps): Promise<ReactNode> {
  const actor = await pageActor("review:read");
  const filter = pickFilter(breachFilterNames, await searchParams);
  const list = await prefetch(listBreaches, filter, actor);
  const partners = await prefetch(listBreachPartners, {}, actor);
  return (
    <Prefetched
      queries={[
        [reviewKeys.breaches(filter), list],
        [reviewKeys.partners, partners],
      ]}
    >
      <BreachList />
    </Prefetched>
  );
}
