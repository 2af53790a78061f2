"use client";

import { Button } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { type ReactNode, useState } from "react";
import { ConfirmAction } from "@/components/feedback/confirm-action";
import { SkeletonRows } from "@/components/feedback/delayed-skeleton";
import { DisabledReason } from "@/components/feedback/disabled-reason";
import { EmptyState } from "@/components/feedback/empty-state";
import { ErrorState } from "@/components/feedback/error-state";
import { PageHeader } from "@/components/layout/page-header";
import { Panel } from "@/components/ui/panel";
import type { ClockDefinitionView, ScheduleView } from "@/lib/clocks/contract";
import { clockKeys, fetchClockDefinitions, fetchSchedules } from "@/lib/clocks/queries";
import { whoMay } from "@/lib/platform/auth/permissions";
import { callAction, type ServerAction } from "@/lib/platform/http/action-client";
import { hoursWords, noticeWords, pauseWords, promiseWords, regionWords, scopeOf } from "./clock-words";
import classes from "./clocks.module.css";
import { type DefinitionActions, DefinitionDialog } from "./definition-dialog";
import { type HoursActions, HoursDialog } from "./hours-dialog";

export interface DefinitionsViewProps extends DefinitionActions, HoursActions {
  readonly canWrite: boolean;
  readonly retire: ServerAction<
    { readonly slug: string; readonly revision: number; readonly reason: string },
    ClockDefinitionView
  >;
}

/** What is promised about time, and the business hours that promises name. */
export function DefinitionsView(props: DefinitionsViewProps): ReactNode {
  return (
    <>
      <PageHeader
        title="Clock definitions"
        breadcrumbs={<Link href="/clocks">SLA clocks</Link>}
        answer="Changed terms and hours are new versions; every clock that they change gets a new revision."
      />
      <div className={classes.stack}>
        <Definitions {...props} />
        <Schedules {...props} />
      </div>
    </>
  );
}

interface WriteButtonProps {
  readonly canWrite: boolean;
  readonly label: string;
  /** What it acts on, for those who do not see the row. */
  readonly of?: string;
  readonly onClick: () => void;
}

function WriteButton({ canWrite, label, of, onClick }: WriteButtonProps): ReactNode {
  return (
    <DisabledReason reason={canWrite ? null : `Needs ${whoMay("clock:write")}.`}>
      <Button variant="default" size="xs" onClick={onClick} {...(of ? { "aria-label": `${label} ${of}` } : {})}>
        {label}
      </Button>
    </DisabledReason>
  );
}

function Definitions({ canWrite, create, edit, retire }: DefinitionsViewProps): ReactNode {
  const [open, setOpen] = useState<ClockDefinitionView | null | undefined>(undefined);
  const [ending, setEnding] = useState<ClockDefinitionView | null>(null);
  const queryClient = useQueryClient();
  const query = useQuery({
    queryKey: clockKeys.definitions,
    queryFn: ({ signal }) => fetchClockDefinitions(signal),
  });
  const schedules = useQuery({ queryKey: clockKeys.schedules, queryFn: ({ signal }) => fetchSchedules(signal) });
  const hoursNameOf = ({ schedule }: ClockDefinitionView["terms"]) =>
    schedules.data?.items.find(({ slug }) => slug === schedule)?.name ?? schedule;
  const rows = query.data?.items;
  const add = <WriteButton canWrite={canWrite} label="New definition" onClick={() => setOpen(null)} />;
  return (
    <Panel title="Definitions" actions={add} isFlush={Boolean(rows?.length)}>
      {query.error && !rows ? (
        <ErrorState error={query.error} doing="load the definitions" onRetry={() => void query.refetch()} />
      ) : null}
      {!rows && !query.error ? <SkeletonRows /> : null}
      {rows?.length === 0 ? (
        <EmptyState
          kind="nothing_yet"
          title="Nothing is promised about time"
          description="A definition says from which event to which, within how long and in which hours. Clocks begin by themselves."
        />
      ) : null}
      <ul className={classes.list}>
        {(rows ?? []).map((row) => (
          <li key={row.id} className={classes.row}>
            <span className={classes.name}>
              {row.name}
              <span className={classes.muted}>
                {promiseWords(row.terms, hoursNameOf(row.terms))} · {scopeOf(row.terms)}
              </span>
              <span className={classes.muted}>
                {pauseWords(row.terms)} · {noticeWords(row.terms)} · version {row.version} ·{" "}
                <Link href={`/clocks?definition=${row.slug}&list=all`}>
                  {row.clockCount} {row.clockCount === 1 ? "clock" : "clocks"}
                </Link>
              </span>
            </span>
            <span className={classes.actions}>
              <WriteButton canWrite={canWrite} label="Edit" of={row.name} onClick={() => setOpen(row)} />
              <WriteButton canWrite={canWrite} label="Retire" of={row.name} onClick={() => setEnding(row)} />
            </span>
          </li>
        ))}
      </ul>
      <DefinitionDialog {...{ create, edit, open }} onClose={() => setOpen(undefined)} />
      <ConfirmAction
        isOpen={ending !== null}
        onClose={() => setEnding(null)}
        label={`Retire ${ending?.name ?? ""}`}
        changes="No clock begins under it any more."
        where={ending ? scopeOf(ending.terms) : ""}
        blastRadius={`${ending?.clockCount ?? 0} clocks go on to their end`}
        doesNotUndo="Its versions and clocks stay on record."
        isReasonRequired
        onConfirm={async (reason) => {
          if (ending) await callAction(retire, { slug: ending.slug, revision: ending.revision, reason });
          await queryClient.invalidateQueries({ queryKey: clockKeys.all });
        }}
      />
    </Panel>
  );
}

const ruleNames = {
  at_close: "who has a clock keeps it until its hours end",
  at_open: "who opens takes it",
} as const;

function daysOff(count: number): string {
  if (count === 0) return "No days off";
  return count === 1 ? "1 day off" : `${count} days off`;
}

function Schedules({ canWrite, createHours, editHours }: DefinitionsViewProps): ReactNode {
  const [open, setOpen] = useState<ScheduleView | null | undefined>(undefined);
  const query = useQuery({ queryKey: clockKeys.schedules, queryFn: ({ signal }) => fetchSchedules(signal) });
  const rows = query.data?.items;
  const add = <WriteButton canWrite={canWrite} label="New hours" onClick={() => setOpen(null)} />;
  return (
    <Panel title="Business hours" actions={add} isFlush={Boolean(rows?.length)}>
      {query.error && !rows ? (
        <ErrorState error={query.error} doing="load the business hours" onRetry={() => void query.refetch()} />
      ) : null}
      {!rows && !query.error ? <SkeletonRows /> : null}
      {rows?.length === 0 ? <span className={classes.muted}>None yet; clocks run day and night.</span> : null}
      <ul className={classes.list}>
        {(rows ?? []).map((row) => (
          <li key={row.id} className={classes.row}>
            <span className={classes.name}>
              {row.name}
              <span className={classes.muted}>
                {row.terms.timeZone} · {hoursWords(row.terms)}
              </span>
              {(row.terms.handOver?.others ?? []).map((one) => (
                <span key={one.region} className={classes.muted}>
                  {one.region}: {one.timeZone} · {hoursWords(one)}
                </span>
              ))}
              {row.terms.handOver ? (
                <span className={classes.muted}>
                  Handed over from {regionWords(row.terms)} · {ruleNames[row.terms.handOver.rule]}
                </span>
              ) : null}
              <span className={classes.muted}>
                {daysOff(row.terms.holidays.length)} · version {row.version}
              </span>
            </span>
            <WriteButton canWrite={canWrite} label="Edit" of={row.name} onClick={() => setOpen(row)} />
          </li>
        ))}
      </ul>
      <HoursDialog {...{ createHours, editHours, open }} onClose={() => setOpen(undefined)} />
    </Panel>
  );
}
