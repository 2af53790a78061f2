import type { Metadata } from "next";
import type { ReactNode } from "react";
import { Prefetched } from "@/components/live/prefetched";
import { RetrospectivesView } from "@/components/reviews/retrospectives-view";
import { pageActor } from "@/lib/platform/http/page";
import { prefetch } from "@/lib/platform/http/prefetch";
import { pickFilter } from "@/lib/platform/http/url-filter";
import { reviewKeys } from "@/lib/reviews/queries";
import { listRetrospectives } from "@/lib/reviews/use-cases/read-retrospectives";
import { plan } from "../actions";

export const metadata: Metadata = { title: "Retrospectives" };

interface RetrospectivesViewPageProps {
  readonly searchParams: Promise<Readonly<Record<string, unknown>>>;
}

export default async function RetrospectivesViewPage({
  searchParams,
}: RetrospectivesViewPageProps): Promise<ReactNode> {
  const actor = await pageActor("review:read");
  const { cursor } = pickFilter(["cursor"], await searchParams);
  const list = await prefetch(listRetrospectives, cursor === undefined ? {} : { cursor }, actor);
  return (
    <Prefetched queries={[[reviewKeys.retrospectives(cursor), list]]}>
      <RetrospectivesView plan={plan} canLead={actor.permissions.has("review:lead")} cursor={cursor} />
    </Prefetched>
  );
}
