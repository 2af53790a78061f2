"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import Link from "next/link";
import { parseAsStringLiteral, useQueryState } from "nuqs";
import { type ReactNode, useState } from "react";
import { useUrlFilter } from "@/components/data-table/use-url-filter";
import { SkeletonRows } from "@/components/feedback/delayed-skeleton";
import { EmptyState } from "@/components/feedback/empty-state";
import { ErrorState } from "@/components/feedback/error-state";
import { PageHeader } from "@/components/layout/page-header";
import { Panel } from "@/components/ui/panel";
import { TabBar } from "@/components/ui/tab-bar";
import { useEverTrue } from "@/components/ui/use-ever-true";
import type { FiguresAnswer } from "@/lib/insights/contract";
import type { Measure } from "@/lib/insights/domain/measures";
import { type FigureFilter, fetchFigures, figureFilterNames, figureQuery, insightKeys } from "@/lib/insights/queries";
import { toSearch } from "@/lib/platform/http/url-filter";
import { FigureContext } from "./figure-context";
import { FigureTile } from "./figure-tile";
import { figureText } from "./figure-words";
import { GroupTable } from "./group-table";
import { rowsHref } from "./insight-hrefs";
import { type InsightView, insightQuestions, insightTitles, insightViews, measuresOf } from "./insight-roles";
import classes from "./insights.module.css";
import { SelectionBar } from "./selection-bar";
import { StagePanel } from "./stage-panel";
import { TrendPanel } from "./trend-panel";

// Fetched when a definition is asked for first.
const DefinitionDrawer = dynamic(() => import("./definition-drawer").then((module) => module.DefinitionDrawer), {
  ssr: false,
});

export interface InsightsProps {
  /** The view of this person's role. */
  readonly ownView: InsightView;
}

const refetchMs = 20_000;

/** Delivery figures: one question, the same numbers in the order of that question, their trend, their parts. */
export function Insights({ ownView }: InsightsProps): ReactNode {
  const [chosen, choose] = useQueryState("as", parseAsStringLiteral(insightViews));
  const view = chosen ?? ownView;
  const filter = useUrlFilter(figureFilterNames);
  const query = useQuery({
    queryKey: insightKeys.figures(filter),
    queryFn: ({ signal }) => fetchFigures(filter, signal),
    placeholderData: keepPreviousData,
    refetchInterval: refetchMs,
  });
  const answer = query.data;
  return (
    <>
      <PageHeader
        title={insightQuestions[view]}
        answer={answer ? headline(view, answer) : undefined}
        actions={
          <>
            <Link href="/releases-health">Release health</Link>
            <Link href="/insights/rules">What counts</Link>
            <a href={`/api/v1/insights/figures/export${toSearch(figureQuery(filter))}`} download>
              Export as CSV
            </a>
          </>
        }
      />
      <div className={classes.views}>
        <TabBar
          label="Whose question"
          controls="figures"
          value={view}
          onChange={(value) => void choose(value as InsightView)}
          items={insightViews.map((value) => ({ value, label: insightTitles[value] }))}
        />
      </div>
      <SelectionBar withShape />
      <div id="figures" role="tabpanel" aria-label={insightTitles[view]}>
        {query.error && (!answer || query.isPlaceholderData) ? (
          <ErrorState error={query.error} doing="load the figures" onRetry={() => void query.refetch()} />
        ) : answer ? (
          <Figures answer={answer} view={view} filter={filter} />
        ) : (
          <SkeletonRows />
        )}
      </div>
    </>
  );
}

interface FiguresProps {
  readonly answer: FiguresAnswer;
  readonly view: InsightView;
  readonly filter: FigureFilter;
}

function Figures({ answer, view, filter }: FiguresProps): ReactNode {
  const [defined, define] = useState<Measure | null>(null);
  const isDefinitionWanted = useEverTrue(defined !== null);
  const ordered = measuresOf(view);
  if (answer.onRecordFrom === null) {
    return (
      <Panel>
        <EmptyState
          kind="nothing_yet"
          title="Nothing is on record in this selection"
          description="Figures begin with the first deployment: ship a version, connect a pipeline, or import what was deployed before."
          command="signalbox deployments import history.json"
        />
      </Panel>
    );
  }
  const lead = <StagePanel key="stages" stages={answer.stages} />;
  const groups = <GroupTable key="groups" answer={answer} measures={ordered} filter={filter} />;
  return (
    <>
      <FigureContext answer={answer} />
      <div className={classes.tiles}>
        {ordered.map((measure) => {
          const figure = answer.figures.find((one) => one.measure === measure);
          return figure ? (
            <FigureTile
              key={measure}
              figure={figure}
              before={answer.previous?.figures.find((one) => one.measure === measure)}
              rowsHref={rowsHref(filter, measure)}
              onDefine={() => define(measure)}
            />
          ) : null;
        })}
      </div>
      <div className={classes.grid}>
        {ordered.slice(0, 6).map((measure) => (
          <TrendPanel key={measure} measure={measure} series={answer.series} />
        ))}
        <div className={classes.wide}>{view === "release_manager" ? lead : groups}</div>
        <div className={classes.wide}>{view === "release_manager" ? groups : lead}</div>
      </div>
      {isDefinitionWanted ? (
        <DefinitionDrawer
          measure={defined}
          answer={answer}
          rowsHref={(measure, show) => rowsHref(filter, measure, show)}
          onClose={() => define(null)}
        />
      ) : null}
    </>
  );
}

/** The page's answer: the first three figures of the question in words. */
function headline(view: InsightView, answer: FiguresAnswer): string {
  const said = measuresOf(view)
    .slice(0, 3)
    .flatMap((measure) => {
      const figure = answer.figures.find((one) => one.measure === measure);
      return figure ? [`${shortNames[measure]} ${figureText(figure)}`] : [];
    });
  return `${said.join("; ")}. From ${answer.window.from} to ${answer.window.to}; deployments on record: ${answer.deploymentCount}.`;
}

const shortNames: Readonly<Record<Measure, string>> = {
  deployment_frequency: "Deployments:",
  lead_time: "lead time:",
  change_failure_rate: "Failed:",
  recovery_from_deployment: "recovery from deployment:",
  recovery_from_detection: "restored after detection:",
  rework_rate: "rework:",
  rollback_time: "rollback:",
  progressive_share: "progressive:",
  success_rate: "success:",
};
