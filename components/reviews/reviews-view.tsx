"use client";

import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import type { ReactNode } from "react";
import { ExportMenu } from "@/components/data-table/export-menu";
import { EmptyState } from "@/components/feedback/empty-state";
import { StatusBadge } from "@/components/feedback/status-badge";
import { Time } from "@/components/feedback/time";
import { PageHeader } from "@/components/layout/page-header";
import { Panel } from "@/components/ui/panel";
import type { AgendaView, StaleList } from "@/lib/reviews/contract";
import { fetchActions, fetchAgenda, fetchStale, reviewKeys } from "@/lib/reviews/queries";
import type { ActionCommands } from "./action-dialogs";
import { ActionList } from "./action-list";
import { AgendaList } from "./agenda-list";
import { counted } from "./review-words";
import classes from "./reviews.module.css";
import { ShownQuery } from "./shown-query";

interface ReviewsViewProps extends Pick<ActionCommands, "settle"> {
  readonly canWrite: boolean;
}

/** What there is to talk about now, open actions, and objectives that may no longer fit. */
export function ReviewsView({ canWrite, settle }: ReviewsViewProps): ReactNode {
  const agenda = useQuery({
    queryKey: reviewKeys.agenda(null),
    queryFn: ({ signal }) => fetchAgenda(null, signal),
    refetchInterval: 60_000,
  });
  const stale = useQuery({ queryKey: reviewKeys.stale, queryFn: ({ signal }) => fetchStale(signal) });
  const actions = useQuery({
    queryKey: reviewKeys.actions("open"),
    queryFn: ({ signal }) => fetchActions("open", signal),
  });
  return (
    <>
      <PageHeader
        title="Reviews"
        answer={agenda.data ? answerOf(agenda.data) : undefined}
        actions={
          <Button component={Link} href="/reviews/rules" variant="default">
            Rules
          </Button>
        }
      />
      <div className={classes.stack}>
        <Panel
          title="To talk about"
          description={
            agenda.data ? (
              <>
                As of <Time atMs={Date.parse(agenda.data.asOf)} format="absolute" />, by rules{" "}
                {agenda.data.rulesVersion}
              </>
            ) : undefined
          }
          isFlush
        >
          <ShownQuery query={agenda} doing="make the agenda">
            {({ items }) => {
              // Objectives that may not fit have their own panel below, with what to do.
              const shown = items.filter(({ kind }) => kind !== "stale");
              return shown.length > 0 ? (
                <AgendaList items={shown} />
              ) : (
                <EmptyState
                  kind="nothing_wrong"
                  title="Nothing is open"
                  description="No breach, no root cause that is owed, no action past its time, no waiver about to end."
                />
              );
            }}
          </ShownQuery>
        </Panel>
        <Panel
          title="Open actions"
          description="From root causes, retrospectives and meetings"
          actions={<ExportMenu rows="review-actions" query={{ state: "open" }} />}
          isFlush
        >
          <ShownQuery query={actions} doing="load the actions">
            {({ items }) => <ActionList actions={items} canWrite={canWrite} settle={settle} hasOrigin />}
          </ShownQuery>
        </Panel>
        <Panel title="Objectives that may no longer fit" description={stale.data?.rule} isFlush>
          <ShownQuery query={stale} doing="look at the objectives">
            {(list) => <StaleFindings list={list} />}
          </ShownQuery>
        </Panel>
      </div>
    </>
  );
}

function answerOf({ items }: AgendaView): string {
  const breaches = items.filter(({ kind }) => kind === "breach").length;
  const overdue = items.filter(({ isOverdue }) => isOverdue).length;
  const stale = items.filter(({ kind }) => kind === "stale").length;
  return `${counted(breaches, "breach is", "breaches are")} not closed, ${counted(overdue, "thing is", "things are")} overdue, ${counted(stale, "objective", "objectives")} may no longer fit.`;
}

function StaleFindings({ list }: { readonly list: StaleList }): ReactNode {
  if (list.items.length === 0)
    return (
      <EmptyState
        kind={list.looked === 0 ? "nothing_yet" : "nothing_wrong"}
        title={list.looked === 0 ? "There is no objective yet" : "Nothing was found"}
        description={`${counted(list.looked, "objective was", "objectives were")} looked at.`}
      />
    );
  return (
    <ul className={classes.list}>
      {list.items.map(({ objective, service, environment, findings }) => (
        <li key={objective.id} className={classes.row}>
          <span className={classes.name}>
            <Link href={`/slos/${objective.slug}`}>{objective.name}</Link>
            {findings.map(({ code, sentence, nextAction }) => (
              <span key={code} className={classes.muted}>
                {sentence} {nextAction}
              </span>
            ))}
          </span>
          <span className={classes.badges}>
            <span className={classes.muted}>
              {service.name}, {environment.name}
            </span>
            <StatusBadge status="no_data" label={counted(findings.length, "finding", "findings")} />
          </span>
        </li>
      ))}
    </ul>
  );
}
