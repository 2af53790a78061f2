"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import type { ReactNode } from "react";
import { SkeletonPanel } from "@/components/feedback/delayed-skeleton";
import { ErrorState } from "@/components/feedback/error-state";
import { StatusBadge } from "@/components/feedback/status-badge";
import { Time } from "@/components/feedback/time";
import { ToldText } from "@/components/feedback/told";
import { Verdict, VerdictPanel } from "@/components/gates/verdict";
import { PageHeader } from "@/components/layout/page-header";
import { type Fact, Facts } from "@/components/ui/facts";
import { Panel } from "@/components/ui/panel";
import type { TrainDetail } from "@/lib/releases/contract";
import { fetchTrain, trainKeys } from "@/lib/releases/queries";
import { AnnouncementsPanel, ChecklistPanel, type Tick } from "./checklist-panel";
import classes from "./releases.module.css";
import type { SetTicket } from "./ticket-dialog";
import { TicketPanel } from "./ticket-panel";
import { TrainActions, type TrainCommands } from "./train-actions";
import { TrainCars } from "./train-cars";
import { serviceNamer, trainBadge } from "./train-words";

export interface TrainScreenProps extends TrainCommands {
  readonly tick: Tick;
  readonly setTicket: SetTicket;
  readonly id: string;
}

/** One release: its path, its services with their rollouts, what holds it up on whom, and what happened. */
export function TrainScreen({ id, tick, setTicket, ...commands }: TrainScreenProps): ReactNode {
  const train = useQuery({
    queryKey: trainKeys.detail(id),
    queryFn: ({ signal }) => fetchTrain(id, signal),
    refetchInterval: (query) => (isGoing(query.state.data) ? 3_000 : 20_000),
  });
  const { data } = train;
  if (!data) {
    if (!train.error) return <SkeletonPanel heightPx={320} />;
    return <ErrorState error={train.error} doing="load this release" onRetry={() => void train.refetch()} />;
  }
  return (
    <>
      <PageHeader
        title={`${data.reference} · ${data.name}`}
        breadcrumbs={<Link href="/releases">Releases</Link>}
        status={<StatusBadge {...trainBadge(data)} variant="soft" />}
        answer={<ToldText text={data.sentence} />}
        actions={<TrainActions train={data} {...commands} />}
      />
      <div className={classes.columns}>
        <div className={classes.column}>
          <StuckPanel train={data} />
          <PathPanel train={data} />
          <TrainCars train={data} leave={commands.leave} />
          <ChecklistPanel train={data} tick={tick} />
          <Closing train={data} />
          <Gates train={data} />
          <Timeline train={data} />
        </div>
        <div className={classes.column}>
          <Panel title="What it brings">
            <p className={classes.name}>{data.note}</p>
          </Panel>
          <TicketPanel train={data} setTicket={setTicket} />
          <AnnouncementsPanel train={data} />
          <Panel title="Facts">
            <Facts layout="rows" facts={factsOf(data)} />
          </Panel>
        </div>
      </div>
    </>
  );
}

function isGoing(train: TrainDetail | undefined): boolean {
  return train?.phase === "moving" || train?.phase === "rolling_back";
}

interface PartProps {
  readonly train: TrainDetail;
}

function StuckPanel({ train }: PartProps): ReactNode {
  if (train.stuck.length === 0) return null;
  return (
    <Panel title="What holds it up" isFlush>
      <ul className={classes.list}>
        {train.stuck.map(({ sentence, owner, nextAction }) => (
          <li key={sentence} className={classes.row}>
            <span className={classes.name}>
              <ToldText text={sentence} />
              <span className={classes.muted}>
                <ToldText text={nextAction} />
              </span>
            </span>
            <span>{owner}</span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function PathPanel({ train }: PartProps): ReactNode {
  return (
    <Panel title="Path" isFlush>
      <ol className={classes.path}>
        {train.stops.map(({ slug, name, goesOn }, index) => (
          <li key={slug} className={classes.stop} {...(index === train.stopIndex ? { "aria-current": "step" } : {})}>
            {name}
            <span className={classes.muted}>{stopWords(train, index, goesOn)}</span>
          </li>
        ))}
      </ol>
    </Panel>
  );
}

function stopWords({ stopIndex, stops, phase }: TrainDetail, index: number, goesOn: boolean): string {
  if (index < stopIndex) return "passed";
  if (index === stopIndex) return phase === "moving" ? "moving here" : phase === "arrived" ? "arrived" : "here";
  return stops[index - 1] && goesOn ? "goes on by itself" : "";
}

/** Whether its checklist lets it leave where it is, in the words of a gate. */
function Closing({ train }: PartProps): ReactNode {
  const { closing, stops, stopIndex } = train;
  if (closing === null) return null;
  const title = closing.isEnd ? "End of the release" : `Leaving ${stops[stopIndex]?.name ?? ""}`;
  return (
    <Panel title={title} isFlush>
      <Verdict gate={closing} />
    </Panel>
  );
}

/** What the gate says of each service at the next place it goes to. */
function Gates({ train }: PartProps): ReactNode {
  const stop = train.phase === "at_stop" ? train.stopIndex + 1 : Math.max(0, train.stopIndex);
  const environment = train.stops[stop];
  const waiting = train.cars.filter(({ at }) => at.find((one) => one.stop === stop)?.standing === "waiting");
  const isOver = train.phase === "arrived" || train.phase === "rolled_back" || train.phase === "cancelled";
  if (!environment || isOver || train.phase === "rolling_back") return null;
  return waiting
    .slice(0, 6)
    .map(({ service, version }) => (
      <VerdictPanel
        key={service.slug}
        title={`Gate: ${service.name} ${version} to ${environment.name}`}
        asked={{ service: service.slug, environment: environment.slug, version }}
      />
    ));
}

function Timeline({ train }: PartProps): ReactNode {
  return (
    <Panel title="What happened" isFlush>
      <ol className={classes.list}>
        {train.events.map(({ at, sentence, actor }) => (
          <li key={`${at} ${sentence}`} className={classes.row}>
            <span className={classes.name}>
              <ToldText text={sentence} />
              <span className={classes.muted}>{actor}</span>
            </span>
            <Time atMs={Date.parse(at)} />
          </li>
        ))}
      </ol>
    </Panel>
  );
}

function factsOf(train: TrainDetail): readonly Fact[] {
  const time = (at: string | null, none: string) => (at === null ? none : <Time atMs={Date.parse(at)} />);
  const slipped = train.plannedFirst !== null && train.plannedFirst !== train.plannedAt;
  return [
    { term: "Planned departure", value: time(train.plannedAt, "not planned") },
    ...(slipped ? [{ term: "Promised first", value: time(train.plannedFirst, "") }] : []),
    { term: "Departed", value: time(train.departedAt, "not yet") },
    ...(train.departedBy === null ? [] : [{ term: "Sent off by", value: train.departedBy }]),
    { term: "Ended", value: time(train.endedAt, "not yet") },
    {
      term: "When a service fails",
      value: train.reach === "train" ? "everything goes back" : "what depends on it goes back",
    },
    { term: "At once", value: `${train.abreast}` },
    { term: "Order", value: train.order.map((group) => group.map(serviceNamer(train)).join(" with ")).join(", then ") },
    { term: "Planned by", value: train.createdBy },
  ];
}
