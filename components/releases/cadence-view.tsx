"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import Link from "next/link";
import type { ReactNode } from "react";
import { ChoiceFilter } from "@/components/data-table/table-filters";
import { useUrlFilter } from "@/components/data-table/use-url-filter";
import { SkeletonPanel } from "@/components/feedback/delayed-skeleton";
import { Duration } from "@/components/feedback/duration";
import { EmptyState } from "@/components/feedback/empty-state";
import { ErrorState } from "@/components/feedback/error-state";
import type { Status } from "@/components/feedback/status";
import { StatusBadge } from "@/components/feedback/status-badge";
import { Time } from "@/components/feedback/time";
import { PageHeader } from "@/components/layout/page-header";
import { Facts } from "@/components/ui/facts";
import { Panel } from "@/components/ui/panel";
import type { CadenceView as Cadence } from "@/lib/releases/contract";
import { cadenceFilterNames, cadenceKeys, fetchCadence } from "@/lib/releases/queries";
import classes from "./releases.module.css";
import { TimetablesPanel, type TimetablesPanelProps } from "./timetables-panel";

const spans = ["30", "90", "180", "366"].map((value) => ({ value, label: `${value} days` }));

/** How often releases depart, how punctual they are and why not, and how many of several services go together. */
export function CadenceScreen({ timetables }: { readonly timetables: TimetablesPanelProps }): ReactNode {
  const filter = useUrlFilter(cadenceFilterNames);
  const cadence = useQuery({
    queryKey: cadenceKeys.of(filter),
    queryFn: ({ signal }) => fetchCadence(filter, signal),
    placeholderData: keepPreviousData,
    refetchInterval: 60_000,
  });
  const { data } = cadence;
  return (
    <>
      <PageHeader
        title="Release cadence"
        breadcrumbs={<Link href="/releases">Releases</Link>}
        answer={data ? cadenceAnswer(data) : undefined}
        actions={<ChoiceFilter name="days" label="90 days" options={spans} />}
      />
      {cadence.error && !data ? (
        <ErrorState error={cadence.error} doing="load the cadence" onRetry={() => void cadence.refetch()} />
      ) : null}
      {!data && !cadence.error ? <SkeletonPanel heightPx={320} /> : null}
      {data ? (
        <div className={classes.stack}>
          <Figures cadence={data} />
          <TimetablesPanel {...timetables} />
          <Departures trains={data.trains} />
          <Coordination coordination={data.coordination} />
        </div>
      ) : null}
    </>
  );
}

function cadenceAnswer({ days, departed, punctuality, coordination }: Cadence): string {
  const kept =
    punctuality.percent === null
      ? "none had promised a departure"
      : `${punctuality.onTime} of ${punctuality.due} promised departures were kept (${punctuality.percent} %)`;
  const together =
    coordination.percent === null
      ? "No release of several services reached production."
      : `${coordination.coordinated} of ${coordination.releases} releases of several services were coordinated (${coordination.percent} %, the goal is ${coordination.goalPercent} %).`;
  return `In ${days} days ${departed} ${departed === 1 ? "release" : "releases"} departed; ${kept}. ${together}`;
}

function Figures({ cadence }: { readonly cadence: Cadence }): ReactNode {
  const { perWeek, punctuality, coordination } = cadence;
  const percent = (value: number | null) => (value === null ? "no data" : `${value} %`);
  return (
    <Panel
      title="Figures"
      description="On time: departed at most ten minutes after what was promised first, whatever was planned later. One release of several services: what one release brought to production, and services that need each other and changed within two hours."
    >
      <Facts
        facts={[
          { term: "Departures a week", value: `${perWeek}` },
          { term: `On time (n = ${punctuality.due})`, value: percent(punctuality.percent) },
          {
            term: "Half were later than",
            value: punctuality.medianSlipMs === null ? "no data" : <Duration ms={punctuality.medianSlipMs} />,
          },
          { term: `Coordinated (n = ${coordination.releases})`, value: percent(coordination.percent) },
        ]}
      />
    </Panel>
  );
}

const badges: Readonly<
  Record<Cadence["trains"][number]["punctuality"], { readonly status: Status; readonly label: string }>
> = {
  on_time: { status: "healthy", label: "On time" },
  late: { status: "at_risk", label: "Late" },
  missed: { status: "failed", label: "Missed" },
  not_yet: { status: "neutral", label: "Not due yet" },
  unplanned: { status: "no_data", label: "Nothing promised" },
};

function Departures({ trains }: Pick<Cadence, "trains">): ReactNode {
  return (
    <Panel title="Departures" isFlush>
      {trains.length === 0 ? (
        <EmptyState
          kind="nothing_yet"
          title="Nothing departed"
          description="Releases that departed or should have stand here, with what slipped and why."
        />
      ) : (
        <ul className={classes.list}>
          {trains.map((train) => (
            <DepartureRow key={train.id} train={train} />
          ))}
        </ul>
      )}
    </Panel>
  );
}

type Train = Cadence["trains"][number];

function DepartureRow({ train }: { readonly train: Train }): ReactNode {
  const { id, reference, name, punctuality, slips } = train;
  return (
    <li className={classes.row}>
      <span className={classes.name}>
        <Link href={`/releases/${id}`}>
          {reference} · {name}
        </Link>
        <DepartureTimes train={train} />
        {slips.map((slip) => (
          <span key={slip} className={classes.muted}>
            {slip}
          </span>
        ))}
      </span>
      <StatusBadge {...badges[punctuality]} />
    </li>
  );
}

function DepartureTimes({ train: { plannedFirst, departedAt, slipMs } }: { readonly train: Train }): ReactNode {
  const promised = plannedFirst === null ? "Nothing was promised" : <Time atMs={Date.parse(plannedFirst)} />;
  if (departedAt === null) return <span className={classes.muted}>{promised}, has not departed</span>;
  return (
    <span className={classes.muted}>
      {promised}, departed <Time atMs={Date.parse(departedAt)} />
      {slipMs ? (
        <>
          , later by <Duration ms={slipMs} />
        </>
      ) : null}
    </span>
  );
}

function Coordination({ coordination }: Pick<Cadence, "coordination">): ReactNode {
  return (
    <Panel title="Releases of several services" description="To production, newest first" isFlush>
      {coordination.rows.length === 0 ? (
        <EmptyState
          kind="nothing_yet"
          title="None so far"
          description="Services that need each other and change together are one release. It is coordinated when one planned release brought all of it."
        />
      ) : (
        <ul className={classes.list}>
          {coordination.rows.map(({ isCoordinated, parts }) => (
            <li key={parts[0]?.rolloutId} className={classes.row}>
              <span className={classes.name}>
                {parts.map(({ rolloutId, service, version, at }) => (
                  <span key={rolloutId}>
                    <Link href={`/rollouts/${rolloutId}`}>
                      {service} {version}
                    </Link>{" "}
                    <span className={classes.muted}>
                      <Time atMs={Date.parse(at)} />
                    </span>
                  </span>
                ))}
              </span>
              <StatusBadge
                status={isCoordinated ? "healthy" : "at_risk"}
                label={isCoordinated ? "Coordinated" : "Each for itself"}
              />
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
