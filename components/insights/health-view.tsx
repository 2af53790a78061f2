"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import Link from "next/link";
import type { ReactNode } from "react";
import { useEnvironmentChoices } from "@/components/catalog/use-place-choices";
import { DataTable } from "@/components/data-table/data-table";
import type { DataTableColumn } from "@/components/data-table/data-table-column";
import { ChoiceFilter } from "@/components/data-table/table-filters";
import { useTableState } from "@/components/data-table/use-table-state";
import { useUrlFilter } from "@/components/data-table/use-url-filter";
import { EmptyState } from "@/components/feedback/empty-state";
import type { Status } from "@/components/feedback/status";
import { StatusBadge } from "@/components/feedback/status-badge";
import { Time } from "@/components/feedback/time";
import { PageHeader } from "@/components/layout/page-header";
import { Panel } from "@/components/ui/panel";
import type { HealthBoard, HealthState, ReleaseHealth } from "@/lib/insights/health-contract";
import { fetchHealth, healthFilterNames, insightKeys } from "@/lib/insights/queries";
import classes from "./insights.module.css";

const refetchMs = 5_000;

/** How the newest release of each service is, and for how many of them anybody can say. */
export function ReleaseHealthBoard(): ReactNode {
  const filter = useUrlFilter(healthFilterNames);
  const state = useTableState();
  const environments = useEnvironmentChoices();
  const query = useQuery({
    queryKey: insightKeys.health(filter),
    queryFn: ({ signal }) => fetchHealth(filter, signal),
    placeholderData: keepPreviousData,
    refetchInterval: refetchMs,
  });
  const board = query.data;
  return (
    <>
      <PageHeader
        title="Release health"
        answer={board ? answerOf(board) : undefined}
        breadcrumbs={<Link href="/insights">Insights</Link>}
      />
      {board && board.releases > 0 ? <Coverage board={board} /> : null}
      <Panel isFlush>
        <DataTable
          label="Releases"
          columns={columns}
          rows={board?.items}
          rowId={(row) => row.deploymentId}
          state={state}
          isFetching={query.isFetching && query.isPlaceholderData}
          error={query.error}
          onRetry={() => void query.refetch()}
          empty={
            <EmptyState
              kind="nothing_yet"
              title="No release in this time"
              description="Every version that comes to run in production appears here, however it got there."
            />
          }
          toolbar={
            <>
              <ChoiceFilter
                name="environment"
                label="Production"
                options={[{ value: "all", label: "All environments" }, ...environments]}
              />
              <ChoiceFilter name="hours" label="Last 7 days" options={hourChoices} />
            </>
          }
        />
      </Panel>
    </>
  );
}

const hourChoices = [
  { value: "24", label: "Last 24 hours" },
  { value: "72", label: "Last 3 days" },
  { value: "720", label: "Last 30 days" },
];

const healthWords: Readonly<Record<HealthState, { readonly status: Status; readonly label: string }>> = {
  hurting: { status: "failed", label: "Hurting" },
  watched: { status: "progressing", label: "Under watch" },
  quiet: { status: "healthy", label: "Quiet" },
  ended_badly: { status: "at_risk", label: "Ended badly" },
  unknown: { status: "no_data", label: "Unknown" },
};

const columns: readonly DataTableColumn<ReleaseHealth>[] = [
  {
    id: "service",
    header: "Service",
    cell: (row) => <Link href={`/services/${row.service.slug}`}>{row.service.name}</Link>,
  },
  {
    id: "version",
    header: "Version",
    cell: (row) => (row.rolloutId ? <Link href={`/rollouts/${row.rolloutId}`}>{row.version}</Link> : row.version),
  },
  { id: "environment", header: "Environment", cell: (row) => row.environment.name, isWideOnly: true },
  { id: "tier", header: "Tier", cell: (row) => row.tier, align: "end", isWideOnly: true },
  { id: "health", header: "Health", cell: (row) => <StatusBadge {...healthWords[row.health]} /> },
  { id: "because", header: "Because", cell: (row) => <Because row={row} /> },
  { id: "startedAt", header: "Released", cell: (row) => <Time atMs={Date.parse(row.startedAt)} />, isWideOnly: true },
  {
    id: "heardAt",
    header: "Last heard",
    cell: (row) =>
      row.heardAt === null ? <span className={classes.muted}>never</span> : <Time atMs={Date.parse(row.heardAt)} />,
    isWideOnly: true,
  },
];

function Because({ row }: { readonly row: ReleaseHealth }): ReactNode {
  const [first] = row.openIncidents;
  if (!first && row.health === "hurting") return <Link href={`/deployments/${row.deploymentId}`}>{row.because}</Link>;
  if (!first) return row.because;
  return (
    <>
      <Link href={`/incidents/${first.id}`}>{first.title}</Link>
      {row.openIncidents.length > 1 ? ` and ${row.openIncidents.length - 1} more` : ""}
    </>
  );
}

/** For what share of the releases health is known, against what it should be. */
function Coverage({ board }: { readonly board: HealthBoard }): ReactNode {
  const percent = Math.round(100 * (board.coverage ?? 0));
  return (
    <div style={{ marginBottom: "1rem" }}>
      <Panel
        title={`Health is known for ${board.known} of ${board.releases} releases (${percent} %)`}
        description={`The goal is ${Math.round(100 * board.goal)} %. Unknown means that no rollout watched it and no source of incidents that is alive covers it.`}
      >
        <dl className={classes.counts}>
          {(Object.keys(healthWords) as HealthState[]).map((state) => (
            <div key={state}>
              <dt className={classes.tileTitle}>{healthWords[state].label}</dt>
              <dd style={{ margin: 0 }} className={classes.tileValue}>
                {board.counts[state]}
              </dd>
            </div>
          ))}
        </dl>
        <div className={classes.coverage} aria-hidden="true">
          <div className={classes.coverageFill} style={{ width: `${percent}%` }} />
          <div className={classes.coverageGoal} style={{ insetInlineStart: `${100 * board.goal}%` }} />
        </div>
      </Panel>
    </div>
  );
}

function answerOf({ counts, releases, coverage, goal }: HealthBoard): string {
  if (releases === 0) return "No version came to run in this time.";
  const hurt =
    counts.hurting === 0 ? "No release is known to hurt users" : `${counts.hurting} of ${releases} releases hurt users`;
  const unknown = counts.unknown === 0 ? "" : `; of ${counts.unknown} nobody can say`;
  const short = (coverage ?? 0) < goal ? " That is less than the goal." : "";
  return `${hurt}${unknown}.${counts.unknown > 0 ? short : ""}`;
}
