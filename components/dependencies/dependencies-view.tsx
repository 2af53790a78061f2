"use client";

import { Button } from "@mantine/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import Link from "next/link";
import { parseAsString, useQueryState } from "nuqs";
import { type ReactNode, useCallback, useState } from "react";
import { useEnvironmentChoices, useServiceChoices } from "@/components/catalog/use-place-choices";
import { NothingMatches } from "@/components/data-table/clear-filters";
import { ChoiceFilter } from "@/components/data-table/table-filters";
import { useUrlFilter } from "@/components/data-table/use-url-filter";
import { SkeletonPanel } from "@/components/feedback/delayed-skeleton";
import { EmptyState } from "@/components/feedback/empty-state";
import { ErrorState } from "@/components/feedback/error-state";
import { PageHeader } from "@/components/layout/page-header";
import { Panel } from "@/components/ui/panel";
import { TabBar } from "@/components/ui/tab-bar";
import type { GraphView } from "@/lib/dependencies/contract";
import { dependencyKeys, fetchGraph, graphFilterNames } from "@/lib/dependencies/queries";
import { whoMay } from "@/lib/platform/auth/permissions";
import { DeclaredPanel } from "./declared-panel";
import classes from "./dependencies.module.css";
import { CoverageList, DependencyList, type GraphEdge } from "./dependency-list";
import { graphSentence } from "./dependency-words";
import { IgnoreDialog, type IgnoreNeed } from "./ignore-dialog";
import { type EndIgnore, IgnoredPanel } from "./ignored-panel";

/* The canvas and its layout are heavy: they load when a graph is on the page, and their place is kept meanwhile. */
const DependencyCanvas = dynamic(() => import("./dependency-canvas").then((module) => module.DependencyCanvas), {
  ssr: false,
  loading: () => <div className={classes.canvas} />,
});

/** More boxes than these are no picture; one begins at a service then. */
const maxDrawn = 80;

const hopChoices = ["1", "2", "3", "5"].map((value) => ({ value, label: value === "1" ? "1 step" : `${value} steps` }));
const showChoices = [{ value: "violated", label: "Only what is not kept" }];
const tabs = [
  { value: "graph", label: "Graph" },
  { value: "list", label: "List" },
];

export interface DependenciesViewProps {
  readonly canIgnore: boolean;
  readonly ignore: IgnoreNeed;
  readonly end: EndIgnore;
}

/** Which services need which: as a graph and as a list, with how much is known and what is not kept. */
export function DependenciesView({ canIgnore, ignore, end }: DependenciesViewProps): ReactNode {
  const filter = useUrlFilter(graphFilterNames);
  const [asked, setAsked] = useState<GraphEdge | null>(null);
  const graph = useQuery({
    queryKey: dependencyKeys.graph(filter),
    queryFn: ({ signal }) => fetchGraph(filter, signal),
    placeholderData: keepPreviousData,
  });
  const who = canIgnore ? null : `Needs ${whoMay("dependency:ignore")}.`;
  const hrefOf = useCallback(
    (service: string) => `/dependencies?${new URLSearchParams({ ...given(filter), service })}`,
    [filter],
  );
  return (
    <>
      <PageHeader
        title="Dependencies"
        answer={graph.data ? graphSentence(graph.data) : undefined}
        actions={
          <Button component={Link} href={`/dependencies/check?${new URLSearchParams(given(filter))}`} variant="default">
            Can I release?
          </Button>
        }
      />
      <div className={classes.stack}>
        <Filters />
        {graph.error && !graph.data ? (
          <Panel>
            <ErrorState error={graph.error} doing="load the dependencies" onRetry={() => void graph.refetch()} />
          </Panel>
        ) : null}
        {!graph.data && !graph.error ? <SkeletonPanel heightPx={480} /> : null}
        {graph.data ? (
          <>
            <Needs graph={graph.data} who={who} hrefOf={hrefOf} onIgnore={setAsked} />
            <BlastRadius graph={graph.data} />
            {graph.data.service === null ? null : <DeclaredPanel service={graph.data.service} />}
            <IgnoredPanel who={who} end={end} />
            {graph.data.nodes.length === 0 ? null : (
              <Panel title="How much is known" description="Of each service, by the versions that run" isFlush>
                <CoverageList graph={graph.data} hrefOf={hrefOf} />
              </Panel>
            )}
          </>
        ) : null}
      </div>
      <IgnoreDialog
        need={asked}
        environment={graph.data?.environment?.slug ?? null}
        ignore={ignore}
        onClose={() => setAsked(null)}
      />
    </>
  );
}

function given(filter: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(Object.entries(filter).flatMap(([name, value]) => (value ? [[name, value]] : [])));
}

function Filters(): ReactNode {
  const services = useServiceChoices();
  const environments = useEnvironmentChoices();
  return (
    <div className={classes.buttons}>
      <ChoiceFilter name="environment" label="Environment" options={environments} />
      <ChoiceFilter name="service" label="Start from" options={services} />
      <ChoiceFilter name="hops" label="Steps" options={hopChoices} />
      <ChoiceFilter name="show" label="Every need" options={showChoices} />
    </div>
  );
}

interface NeedsProps {
  readonly graph: GraphView;
  readonly who: string | null;
  readonly hrefOf: (service: string) => string;
  readonly onIgnore: (edge: GraphEdge) => void;
}

function Needs({ graph, who, hrefOf, onIgnore }: NeedsProps): ReactNode {
  const [view, setView] = useQueryState("view", parseAsString.withDefault("graph"));
  const isList = view === "list";
  return (
    <Panel
      title={graph.service === null ? "Who needs whom" : `Around ${graph.service}`}
      actions={
        <TabBar
          label="View"
          items={tabs}
          value={isList ? "list" : "graph"}
          onChange={(next) => void setView(next === "graph" ? null : next)}
          controls="needs"
        />
      }
      isFlush
    >
      <div id="needs" role="tabpanel">
        {isList ? (
          <DependencyList graph={graph} who={who} onIgnore={onIgnore} empty={<NoNeeds graph={graph} />} />
        ) : (
          <Picture graph={graph} hrefOf={hrefOf} />
        )}
      </div>
    </Panel>
  );
}

function Picture({ graph, hrefOf }: Pick<NeedsProps, "graph" | "hrefOf">): ReactNode {
  const related = new Set(graph.edges.flatMap(({ consumer, provider }) => [consumer, provider]));
  const nodes = graph.nodes.filter(({ slug }) => related.has(slug) || slug === graph.service);
  if (graph.edges.length === 0) return <NoNeeds graph={graph} />;
  if (nodes.length > maxDrawn) {
    return (
      <EmptyState
        kind="nothing_matches"
        title={`${nodes.length} services are too many for one picture`}
        description="Choose a service to start from and how many steps to go, or look at the list."
      />
    );
  }
  return <DependencyCanvas graph={{ ...graph, nodes }} hrefOf={hrefOf} />;
}

function NoNeeds({ graph }: { readonly graph: GraphView }): ReactNode {
  if (graph.summary.edges > 0 && graph.summary.violated === 0 && graph.service === null) {
    return <EmptyState kind="nothing_wrong" title="Every need that can be judged is kept" />;
  }
  if (graph.summary.edges > 0) return <NothingMatches what="needs" />;
  if (graph.summary.known > 0) {
    return (
      <EmptyState
        kind="nothing_wrong"
        title="No service needs another one here"
        description="That is what was said of those whose needs are known."
      />
    );
  }
  return (
    <EmptyState
      kind="nothing_yet"
      title="Nobody said yet what services need"
      description="Put a file into each repository that names the services it needs, with ranges of their versions, and push it with every build. A file with an empty list says that nothing is needed. Contract tests and traces tell more."
      command="signalbox dependencies push --service checkout --file signalbox.json"
    />
  );
}

function BlastRadius({ graph }: { readonly graph: GraphView }): ReactNode {
  const { service, blastRadius } = graph;
  if (service === null) return null;
  const words =
    blastRadius.length === 0
      ? `Nothing that is known needs ${service}.`
      : `A bad ${service} may hurt ${blastRadius.length === 1 ? "one service" : `${blastRadius.length} services`}.`;
  return (
    <Panel title="Blast radius" description={words} isFlush>
      {blastRadius.length === 0 ? null : (
        <ul className={classes.list}>
          {blastRadius.map(({ slug, name, steps }) => (
            <li key={slug}>
              <span className={classes.muted}>{steps === 1 ? "directly" : `in ${steps} steps`}</span>
              <Link href={`/services/${slug}`}>{name}</Link>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
