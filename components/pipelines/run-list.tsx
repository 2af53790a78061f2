"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import Link from "next/link";
import type { ReactNode } from "react";
import { useServiceChoices } from "@/components/catalog/use-place-choices";
import { NothingMatches } from "@/components/data-table/clear-filters";
import { DataTable } from "@/components/data-table/data-table";
import type { DataTableColumn } from "@/components/data-table/data-table-column";
import { ExportMenu } from "@/components/data-table/export-menu";
import { ChoiceFilter } from "@/components/data-table/table-filters";
import { useTableState } from "@/components/data-table/use-table-state";
import { isFiltering, useUrlFilter } from "@/components/data-table/use-url-filter";
import { Duration } from "@/components/feedback/duration";
import { EmptyState } from "@/components/feedback/empty-state";
import { StatusBadge } from "@/components/feedback/status-badge";
import { Time } from "@/components/feedback/time";
import { PageHeader } from "@/components/layout/page-header";
import { Panel } from "@/components/ui/panel";
import type { RunView } from "@/lib/pipelines/contract";
import { fetchRuns, runFilterNames, runKeys, runQuery } from "@/lib/pipelines/queries";
import { periods } from "@/lib/platform/http/url-filter";
import { runStates, runStatus, slowestWords, subjectOf } from "./run-words";
import classes from "./runs.module.css";

const columns: readonly DataTableColumn<RunView>[] = [
  {
    id: "run",
    header: "Run",
    cell: (row) => (
      <span className={classes.two}>
        <span className={classes.name}>
          <Link href={`/pipelines/${row.id}`}>{row.name}</Link>
        </span>
        <span className={classes.second}>{subjectOf(row) ?? ""}</span>
      </span>
    ),
  },
  { id: "service", header: "Service", cell: (row) => <Of run={row} /> },
  { id: "state", header: "State", cell: (row) => <StatusBadge {...runStatus(row.state)} /> },
  { id: "stages", header: "Stages", cell: (row) => row.stages.length, align: "end", isWideOnly: true },
  { id: "slowest", header: "Slowest", cell: (row) => <Slowest run={row} /> },
  {
    id: "took",
    header: "Took",
    cell: (row) => (row.durationMs === null ? <Unknown /> : <Duration ms={row.durationMs} />),
    align: "end",
  },
  { id: "deployed", header: "Deployed", cell: (row) => <Deployed run={row} /> },
  {
    id: "startedAt",
    header: "Started",
    cell: (row) => (row.startedAt === null ? <Unknown /> : <Time atMs={Date.parse(row.startedAt)} />),
  },
];

const stateChoices = runStates.map((state) => ({ value: state, label: runStatus(state).label }));

function Unknown(): ReactNode {
  return <span className={classes.muted}>–</span>;
}

function Of({ run }: { readonly run: RunView }): ReactNode {
  if (run.service) return <Link href={`/services/${run.service.slug}`}>{run.service.name}</Link>;
  return <span className={classes.second}>{run.repository ?? "not known"}</span>;
}

function Slowest({ run }: { readonly run: RunView }): ReactNode {
  if (!run.slowest) return <Unknown />;
  const { name, time } = slowestWords(run.slowest);
  return (
    <span className={classes.two}>
      <span>{name}</span>
      <span className={classes.second}>{time}</span>
    </span>
  );
}

function Deployed({ run }: { readonly run: RunView }): ReactNode {
  const [first] = run.deployments;
  if (!first) return <Unknown />;
  const others = run.deployments.length - 1;
  return (
    <span className={classes.two}>
      <Link href={`/deployments/${first.id}`}>
        {first.version} to {first.environment.name}
      </Link>
      {others > 0 ? <span className={classes.second}>and {others} more</span> : null}
    </span>
  );
}

/** Every pipeline run that was told, with its slowest stage and what it deployed. */
export function PipelineRunList(): ReactNode {
  const filter = useUrlFilter(runFilterNames);
  const state = useTableState();
  const services = useServiceChoices();
  const runs = useQuery({
    queryKey: runKeys.list(filter),
    queryFn: ({ signal }) => fetchRuns(filter, signal),
    placeholderData: keepPreviousData,
    refetchInterval: 30_000,
  });
  return (
    <>
      <PageHeader
        title="Pipelines"
        answer="Every run that CI systems told of: how it went, where its time went, and what it deployed."
      />
      <Panel isFlush>
        <DataTable
          label="Pipeline runs"
          columns={columns}
          rows={runs.data?.items}
          rowId={(row) => row.id}
          state={state}
          pagination={{ kind: "cursor", nextCursor: runs.data?.nextCursor ?? null }}
          isFetching={runs.isFetching}
          error={runs.error}
          onRetry={() => void runs.refetch()}
          empty={isFiltering(filter) ? <NothingMatches what="runs" /> : <NoRuns />}
          toolbar={
            <>
              <ChoiceFilter name="service" label="Service" options={services} />
              <ChoiceFilter name="state" label="State" options={stateChoices} />
              <ChoiceFilter name="period" label="Any time" options={periods} />
              <ExportMenu rows="pipeline-runs" query={runQuery(filter, Date.now())} />
            </>
          }
        />
      </Panel>
    </>
  );
}

function NoRuns(): ReactNode {
  return (
    <EmptyState
      kind="nothing_yet"
      title="No pipeline runs yet"
      description="Let GitHub, GitLab, Jenkins or Azure DevOps send their events to a source under Signals, or push them:"
      command="signalbox signal push run.json --source delivery-pipeline"
    />
  );
}
