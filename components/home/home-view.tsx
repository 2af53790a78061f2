"use client";

import { useQuery } from "@tanstack/react-query";
import { parseAsStringLiteral, useQueryState } from "nuqs";
import type { ReactNode } from "react";
import { ClocksPanel } from "@/components/clocks/clocks-panel";
import { EmptyState } from "@/components/feedback/empty-state";
import { ErrorState } from "@/components/feedback/error-state";
import { ToldText } from "@/components/feedback/told";
import { PageHeader } from "@/components/layout/page-header";
import { TrainsPanel } from "@/components/releases/trains-panel";
import { firstRolloutCommand } from "@/components/rollouts/rollouts-empty";
import { ShipButton } from "@/components/rollouts/ship-button";
import { Panel } from "@/components/ui/panel";
import { TabBar } from "@/components/ui/tab-bar";
import { WaitingWaivers } from "@/components/waivers/waiting-panel";
import type { RolloutOverview } from "@/lib/rollouts/api-contract";
import { fetchOverview, rolloutKeys } from "@/lib/rollouts/queries";
import { homeAnswer } from "./answers";
import { DeliveryPanel } from "./delivery-panel";
import { EmergenciesPanel, InForcePanel, RefusedPanel, UnauthorizedPanel, WaivingPanel } from "./exception-panels";
import { FiguresPanel } from "./figures-panel";
import { chosenView, type HomeView, homeQuestions, homeTitles, homeViews } from "./home-roles";
import classes from "./home-view.module.css";
import { BreachesPanel, FiringPanel, StandingPanel } from "./level-panels";
import { OutcomesPanel } from "./outcomes-panel";
import { RollbacksPanel } from "./rollbacks-panel";
import { ActivePanel, AttentionPanel, QueuePanel } from "./rollout-panels";
import { BoardPanel, NextDayPanel, PlacesPanel } from "./shipping-panels";
import { useFacts } from "./use-facts";

export interface HomeViewProps {
  /** The views of this person's roles, the first is the default. */
  readonly views: readonly HomeView[];
  readonly held: readonly string[];
}

/** Views of those who ship; the others read. */
const ships: ReadonlySet<HomeView> = new Set(["sre", "release_manager", "developer"]);
const livePollMs = 4_000;
const idlePollMs = 20_000;

/** The first page: one question, one answer in words, and the same numbers in the order of that question. */
export function Home({ views, held }: HomeViewProps): ReactNode {
  const [chosen, choose] = useQueryState("as", parseAsStringLiteral(homeViews));
  const view = chosenView(views, chosen);
  const query = useQuery({
    queryKey: rolloutKeys.overview,
    queryFn: ({ signal }) => fetchOverview(signal),
    refetchInterval: (state) => (state.state.data?.active.length ? livePollMs : idlePollMs),
  });
  const overview = query.data;
  const facts = useFacts(view, held);
  return (
    <>
      <PageHeader
        title={homeQuestions[view]}
        answer={overview && facts ? <ToldText text={homeAnswer(view, overview, facts)} /> : undefined}
        actions={ships.has(view) ? <ShipButton held={held} /> : undefined}
      />
      {views.length > 1 ? (
        <div className={classes.views}>
          <TabBar
            label="Whose question"
            controls="home"
            value={view}
            onChange={(value) => void choose(value as HomeView)}
            items={views.map((value) => ({ value, label: homeTitles[value] }))}
          />
        </div>
      ) : null}
      <div id="home" {...(views.length > 1 ? { role: "tabpanel", "aria-label": homeTitles[view] } : {})}>
        {query.error && !overview ? (
          <ErrorState error={query.error} doing="load the home page" onRetry={() => void query.refetch()} />
        ) : null}
        {held.includes("waiver:approve") && view !== "approver" ? <WaitingWaivers /> : null}
        {overview ? <HomePanels view={view} overview={overview} canSeeAudit={held.includes("audit:read")} /> : null}
      </div>
    </>
  );
}

interface HomePanelsProps {
  readonly view: HomeView;
  readonly overview: RolloutOverview;
  readonly canSeeAudit: boolean;
}

function HomePanels({ view, overview, canSeeAudit }: HomePanelsProps): ReactNode {
  if (isUntouched(overview) && ships.has(view)) {
    return (
      <Panel>
        <EmptyState
          kind="nothing_yet"
          title="Nothing was shipped yet"
          description="Connect a target to a service, then start a rollout here or from a pipeline:"
          command={firstRolloutCommand}
        />
      </Panel>
    );
  }
  return <div className={classes.grid}>{panelsOf(view, overview, canSeeAudit)}</div>;
}

/** The same panels, in the order of the question. Wide ones take the row. */
function panelsOf(view: HomeView, overview: RolloutOverview, canSeeAudit: boolean): ReactNode {
  const attention = <AttentionPanel key="attention" overview={overview} />;
  const active = <ActivePanel key="active" overview={overview} />;
  const moving = <ActivePanel key="moving" overview={overview} withoutWaiting />;
  const queue = <QueuePanel key="queue" overview={overview} />;
  const rollbacks = <RollbacksPanel key="rollbacks" stories={overview.recentRollbacks} />;
  const figures = <FiguresPanel key="figures" overview={overview} canSeeAudit={canSeeAudit} />;
  const outcomes = <OutcomesPanel key="outcomes" days={overview.days} />;
  const delivery = <DeliveryPanel key="delivery" view={view} />;
  const emergencies = <EmergenciesPanel key="emergencies" />;
  const inForce = <InForcePanel key="in-force" />;
  const board = <BoardPanel key="board" />;
  const breaches = <BreachesPanel key="breaches" />;
  switch (view) {
    case "sre":
      return [
        active,
        <FiringPanel key="alerts" />,
        <StandingPanel key="standing" asks="burn" />,
        rollbacks,
        <ClocksPanel key="clocks" />,
        ...[emergencies, delivery, figures, outcomes],
      ];
    case "release_manager":
      return [
        <TrainsPanel key="trains" />,
        ...[attention, moving, board, <NextDayPanel key="next-day" />],
        ...[queue, rollbacks, delivery, figures, outcomes],
      ];
    case "executive":
      return [
        <StandingPanel key="standing" asks="kept" />,
        ...[delivery, breaches, inForce, emergencies, figures, outcomes, rollbacks],
      ];
    case "developer":
      return [<PlacesPanel key="places" />, active, queue, rollbacks, delivery, figures];
    case "approver":
      return [<WaivingPanel key="waiving" />, board, attention, emergencies, inForce, breaches];
    case "auditor":
      return [
        ...[<UnauthorizedPanel key="unauthorized" />, emergencies, inForce],
        ...[canSeeAudit ? <RefusedPanel key="refused" /> : null, breaches, figures, outcomes],
      ];
  }
}

function isUntouched({ active, queued, recentRollbacks, last30Days }: RolloutOverview): boolean {
  const ended = last30Days.completed + last30Days.rolledBack + last30Days.cancelled;
  return active.length + queued.length + recentRollbacks.length + ended === 0;
}
