"use client";

import Link from "next/link";
import type { ReactNode } from "react";
import { AlertRow } from "@/components/alerts/alert-row";
import { SkeletonRows } from "@/components/feedback/delayed-skeleton";
import { EmptyState } from "@/components/feedback/empty-state";
import { ErrorState } from "@/components/feedback/error-state";
import { StatusBadge } from "@/components/feedback/status-badge";
import { Time } from "@/components/feedback/time";
import { breachBadge, dutyBadge } from "@/components/reviews/review-words";
import { ObjectiveRow } from "@/components/slos/objective-row";
import { ListPanel } from "@/components/ui/list-panel";
import { Panel } from "@/components/ui/panel";
import { ListRow, RowList } from "@/components/ui/row-list";
import type { BreachView } from "@/lib/reviews/contract";
import type { ObjectiveView } from "@/lib/slos/contract";
import type { ObjectiveStanding } from "@/lib/slos/standing-contract";
import classes from "./panels.module.css";
import { useFact } from "./use-facts";

/** What fires or is being looked after. */
export function FiringPanel(): ReactNode {
  return (
    <ListPanel
      title="Alerts"
      actions={<Link href="/alerts">All alerts</Link>}
      query={useFact("alarms")}
      doing="load the alerts"
      none="Nothing fires"
      row={(alert) => <AlertRow key={alert.id} alert={alert} />}
    />
  );
}

/** Promises that were broken and are not closed, with what is owed for each. */
export function BreachesPanel(): ReactNode {
  return (
    <ListPanel
      title="Open breaches"
      actions={<Link href="/reviews/breaches">All breaches</Link>}
      query={useFact("breaches")}
      doing="load the breaches"
      none="No breach is open"
      row={(breach) => (
        <ListRow
          key={breach.id}
          href={`/reviews/breaches/${breach.id}`}
          name={`${breach.reference} · ${breach.subjectName}`}
          line={
            <>
              {breach.service.name}
              {breach.environment ? ` in ${breach.environment.name}` : ""} · since{" "}
              <Time atMs={Date.parse(breach.openedAt)} />
            </>
          }
          end={<StatusBadge {...owedOf(breach)} />}
        />
      )}
    />
  );
}

/** What is owed for it, by its whole name: the row does not say that it is about the root cause. */
function owedOf({ duty, state }: BreachView): ReturnType<typeof breachBadge> {
  if (duty === null) return breachBadge(state);
  const { status, label } = dutyBadge(duty);
  return { status, label: `Root cause ${label.toLowerCase()}` };
}

export interface StandingPanelProps {
  /** `kept`: are promises kept, by tier. `burn`: what spends its budget fastest. */
  readonly asks: "kept" | "burn";
}

/** All objectives at once: the counts, and those that somebody should look at. */
export function StandingPanel({ asks }: StandingPanelProps): ReactNode {
  const { data, error, refetch } = useFact("standing");
  const isBurn = asks === "burn";
  return (
    <Panel
      title={isBurn ? "Objectives by burn" : "Service levels"}
      description={isBurn ? "Burn 1 spends the budget in exactly one period; over the last hour" : undefined}
      actions={<Link href="/slos">All objectives</Link>}
      isFlush
    >
      {error && !data ? <ErrorState error={error} doing="load the objectives" onRetry={() => void refetch()} /> : null}
      {!data && !error ? <SkeletonRows /> : null}
      {data?.total === 0 ? (
        <EmptyState
          kind="nothing_yet"
          title="Nothing is promised yet"
          actions={<Link href="/slos">Create an objective</Link>}
        />
      ) : null}
      {data && data.total > 0 && !isBurn ? <Tiers standing={data} /> : null}
      {data && data.total > 0 ? (
        <RowList>
          {(isBurn ? data.fastest : data.neediest.filter(isNamed)).map((row) => (
            <ObjectiveRow key={row.id} row={row} asks={asks} namesService />
          ))}
        </RowList>
      ) : null}
    </Panel>
  );
}

/** Those that are met are counted, not named. */
function isNamed({ level }: ObjectiveView): boolean {
  return level.verdict !== "met";
}

function Tiers({ standing }: { readonly standing: ObjectiveStanding }): ReactNode {
  return (
    <dl className={classes.tiers}>
      {standing.tiers.map(({ tier, total, met, missed, undetermined, noData }) => (
        <div key={tier} className={classes.figure}>
          <dt>Tier {tier}</dt>
          <dd>
            <span className={classes.value}>
              {met} of {total} met
            </span>
            <span className={classes.note}>
              {[
                missed > 0 ? `${missed} missed` : "",
                undetermined > 0 ? `${undetermined} cannot be told` : "",
                noData > 0 ? `${noData} without data` : "",
              ]
                .filter((words) => words !== "")
                .join(", ") || "none missed"}
            </span>
          </dd>
        </div>
      ))}
    </dl>
  );
}
