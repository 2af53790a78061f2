import type { Metadata } from "next";
import type { ReactNode } from "react";
import { DependenciesView } from "@/components/dependencies/dependencies-view";
import { Prefetched } from "@/components/live/prefetched";
import { dependencyKeys, graphFilterNames } from "@/lib/dependencies/queries";
import { getGraph, listIgnores } from "@/lib/dependencies/use-cases/read-dependencies";
import { pageActor } from "@/lib/platform/http/page";
import { prefetch } from "@/lib/platform/http/prefetch";
import { pickFilter } from "@/lib/platform/http/url-filter";
import { end, ignore } from "./actions";

export const metadata: Metadata = { title: "Dependencies" };

interface DependenciesPageProps {
  readonly searchParams: Promise<Readonly<Record<string, unknown>>>;
}

export default async function DependenciesPage({ searchParams }: DependenciesPageProps): Promise<ReactNode> {
  const actor = await pageActor("catalog:read");
  const filter = pickFilter(graphFilterNames, await searchParams);
  const graph = await prefetch(getGraph, filter, actor);
  const ignores = await prefetch(listIgnores, {}, actor);
  return (
    <Prefetched
      queries={[
        [dependencyKeys.graph(filter), graph],
        [dependencyKeys.ignores, ignores],
      ]}
    >
      <DependenciesView canIgnore={actor.permissions.has("dependency:ignore")} ignore={ignore} end={end} />
    </Prefetched>
  );
}
