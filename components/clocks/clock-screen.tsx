"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import type { ReactNode } from "react";
import { SkeletonPanel } from "@/components/feedback/delayed-skeleton";
import { Duration } from "@/components/feedback/duration";
import { ErrorState } from "@/components/feedback/error-state";
import { StatusBadge } from "@/components/feedback/status-badge";
import { Time } from "@/components/feedback/time";
import { TimeSpan } from "@/components/feedback/time-span";
import { ToldText } from "@/components/feedback/told";
import { PageHeader } from "@/components/layout/page-header";
import { Facts } from "@/components/ui/facts";
import { Panel } from "@/components/ui/panel";
import type { ClockDetail } from "@/lib/clocks/contract";
import { clockKeys, fetchClock } from "@/lib/clocks/queries";
import { countedWords, leftWords } from "@/lib/kernel/counted-words";
import { ClockActions, type ClockCommands } from "./clock-actions";
import { ClockArithmetic } from "./clock-arithmetic";
import { ClockTurns } from "./clock-turns";
import { causeNames, clockBadge, eventNames, partName } from "./clock-words";
import classes from "./clocks.module.css";

export interface ClockScreenProps extends ClockCommands {
  readonly id: string;
  readonly canPause: boolean;
  /** Who was told of it, below what was told. */
  readonly children?: ReactNode;
}

/** One clock: what it shows and how that comes about, what was told, and every revision. */
export function ClockScreen(props: ClockScreenProps): ReactNode {
  const clock = useQuery({
    queryKey: clockKeys.detail(props.id),
    queryFn: ({ signal }) => fetchClock(props.id, signal),
    refetchInterval: 15_000,
  });
  const { data } = clock;
  if (!data) {
    if (!clock.error) return <SkeletonPanel heightPx={320} />;
    return <ErrorState error={clock.error} doing="load this clock" onRetry={() => void clock.refetch()} />;
  }
  return (
    <>
      <PageHeader
        title={data.title}
        breadcrumbs={<Link href="/clocks">SLA clocks</Link>}
        status={<StatusBadge {...clockBadge(data.status)} variant="soft" />}
        answer={answerOf(data)}
        actions={<ClockActions {...props} clock={data} />}
      />
      <div className={classes.columns}>
        <div className={classes.stack}>
          <ClockArithmetic clock={data} />
          <Log clock={data} />
          {props.children}
        </div>
        <div className={classes.stack}>
          <Terms clock={data} />
          <ClockTurns clock={data} />
          <Notices clock={data} />
          <Pauses clock={data} />
          <Revisions clock={data} />
        </div>
      </div>
    </>
  );
}

function answerOf(clock: ClockDetail): ReactNode {
  if (clock.why) return clock.why;
  if (!clock.startedAt) return "It has not started.";
  const due = clock.dueAt ? <Time atMs={Date.parse(clock.dueAt)} format="absolute" /> : null;
  const words = leftWords(clock.remainingMs);
  if (clock.stoppedAt) return clock.remainingMs < 0 ? <>It stopped {words}.</> : <>It stopped with {words}.</>;
  return due ? (
    <>
      {words}; the target is reached at {due}.
    </>
  ) : (
    <>{words}; as things are, the target is never reached.</>
  );
}

function Terms({ clock }: { readonly clock: ClockDetail }): ReactNode {
  const time = (at: string | null): ReactNode => (at ? <Time atMs={Date.parse(at)} format="absolute" /> : "not yet");
  return (
    <Panel title="Terms">
      <Facts
        layout="rows"
        facts={[
          { term: "Definition", value: <Link href="/clocks/definitions">{clock.definition.name}</Link> },
          {
            term: "On",
            value: clock.incidentId ? <Link href={`/incidents/${clock.incidentId}`}>{clock.key}</Link> : clock.key,
          },
          { term: "Service", value: clock.service?.name ?? "not known" },
          {
            term: "Hours",
            value: hoursOf(clock),
          },
          { term: "Target", value: countedWords(clock.targetMs) },
          { term: "Started", value: time(clock.startedAt) },
          { term: "Stopped", value: time(clock.stoppedAt) },
          { term: "Paused", value: <Duration ms={clock.pausedMs} /> },
        ]}
      />
    </Panel>
  );
}

/** Hours that are handed over are of several zones: each turn names its region. */
function hoursOf({ schedule, owner }: ClockDetail): string {
  if (!schedule) return "Day and night";
  return owner ? `${schedule.name}, handed over` : `${schedule.name}, ${schedule.timeZone}`;
}

/** When parts of the target are used, which somebody is told of. */
function Notices({ clock }: { readonly clock: ClockDetail }): ReactNode {
  if (clock.notices.length === 0) return null;
  return (
    <Panel title="Told when used" isFlush>
      <ul className={classes.list}>
        {clock.notices.map(({ usedPercent, at, isReached, tell }) => (
          <li key={usedPercent} className={classes.row}>
            <span className={classes.name}>
              {partName(usedPercent)}
              {tell.length > 0 ? <span className={classes.muted}>also by {tell.join(", ")}</span> : null}
            </span>
            <span className={classes.muted}>
              {isReached ? "since " : null}
              {at ? <Time atMs={Date.parse(at)} format="absolute" /> : "not as things are"}
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function Log({ clock }: { readonly clock: ClockDetail }): ReactNode {
  return (
    <Panel title="What was told" description="In the order in which it happened, not in which it came." isFlush>
      <ol className={classes.list}>
        {clock.events.map((event) => (
          <li key={`${event.at} ${event.what} ${event.recordedAt}`} className={classes.row}>
            <span className={classes.name}>
              {eventNames[event.what] ?? event.what}
              {event.by ? ` by ${event.by}` : ""}
              {event.detail ? <span className={classes.muted}>{event.detail}</span> : null}
            </span>
            <Time atMs={Date.parse(event.at)} format="absolute" />
          </li>
        ))}
      </ol>
    </Panel>
  );
}

const endings = {
  event: "resumed",
  cap: "resumed by itself",
  open: "at the latest",
  stop: "ended with the clock",
} as const;

function Pauses({ clock }: { readonly clock: ClockDetail }): ReactNode {
  if (clock.pauses.length === 0) return null;
  return (
    <Panel title="Pauses" isFlush>
      <ul className={classes.list}>
        {clock.pauses.map((pause) => (
          <li key={pause.id} className={classes.row}>
            <span className={classes.name}>
              {pause.reason}
              <span className={classes.muted}>
                {pause.by} · <TimeSpan fromMs={Date.parse(pause.from)} toMs={Date.parse(pause.to)} /> ·{" "}
                {endings[pause.endedBy]}
              </span>
              {pause.note ? <p className={classes.sentence}>{pause.note}</p> : null}
            </span>
            {pause.evidenceUrl ? (
              <a href={pause.evidenceUrl} rel="noreferrer">
                Evidence
              </a>
            ) : null}
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function Revisions({ clock }: { readonly clock: ClockDetail }): ReactNode {
  return (
    <Panel title="Revisions" description="What it came to each time that something changed. None is rewritten." isFlush>
      <ul className={classes.list}>
        {clock.revisions.map((one) => (
          <li key={one.revision} className={classes.row}>
            <span className={classes.name}>
              {one.revision}: {causeNames[one.cause] ?? one.cause}
              <span className={classes.muted}>
                {one.by} · <Time atMs={Date.parse(one.recordedAt)} /> · terms {one.definitionVersion}
                {one.scheduleVersion === null ? "" : `, hours ${one.scheduleVersion}`}
              </span>
              <p className={classes.sentence}>
                <ToldText text={one.reason} />
              </p>
            </span>
            <span className={classes.muted}>
              {one.dueAt ? (
                <>
                  due <Time atMs={Date.parse(one.dueAt)} format="absolute" />
                </>
              ) : (
                "no due time"
              )}
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
