import type { Metadata } from "next";
import type { ReactNode } from "react";
import { Prefetched } from "@/components/live/prefetched";
import { ObjectiveList } from "@/components/slos/objective-list";
import { pageActor } from "@/lib/platform/http/page";
import { prefetch } from "@/lib/platform/http/prefetch";
import { pickFilter } from "@/lib/platform/http/url-filter";
import { objectiveFilterNames, objectiveKeys } from "@/lib/slos/queries";
import { listObjectives } from "@/lib/slos/use-cases/read-objectives";
import { compare, create, edit, preview } from "./actions";

export const metadata: Metadata = { title: "SLOs" };

interface SlosPageProps {
  readonly searchParams: Promise<Readonly<Record<string, unknown>>>;
}

export default async function SlosPage({ searchParams }: SlosPageProps): Promise<ReactNode> {
  const actor = await pageActor("slo:read");
  const filter = pickFilter(objectiveFilterNames, await searchParams);
  const objectives = await prefetch(listObjectives, filter, actor);
  return (
    <Prefetched queries={[[objectiveKeys.list(filter), objectives]]}>
      <ObjectiveList canWrite={actor.permissions.has("slo:write")} {...{ compare, create, edit, preview }} />
    </Prefetched>
  );
}
