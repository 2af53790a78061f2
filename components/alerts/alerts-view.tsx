"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import Link from "next/link";
import type { ReactNode } from "react";
import { DataTable } from "@/components/data-table/data-table";
import type { DataTableColumn } from "@/components/data-table/data-table-column";
import { ExportMenu } from "@/components/data-table/export-menu";
import { useTableState } from "@/components/data-table/use-table-state";
import { EmptyState } from "@/components/feedback/empty-state";
import { StatusBadge } from "@/components/feedback/status-badge";
import { Time } from "@/components/feedback/time";
import { PageHeader } from "@/components/layout/page-header";
import { Panel } from "@/components/ui/panel";
import type { AlarmView } from "@/lib/alerts/contract";
import { type AlarmFilter, alertKeys, fetchAlarms, openFilter, recentFilter } from "@/lib/alerts/queries";
import { alarmBadge, answerOf, kindLabels, toldWords } from "./alert-words";
import classes from "./alerts.module.css";

const columns: readonly DataTableColumn<AlarmView>[] = [
  {
    id: "alert",
    header: "Alert",
    cell: (row) => (
      <span className={classes.name}>
        {row.title}
        <span className={classes.muted}>
          {kindLabels[row.kind]}
          {row.acknowledgedBy ? ` · ${row.acknowledgedBy} looks after it` : ""}
        </span>
      </span>
    ),
    width: "46%",
  },
  { id: "state", header: "State", cell: (row) => <StatusBadge {...alarmBadge(row)} /> },
  { id: "fired", header: "Fired", cell: (row) => <Time atMs={Date.parse(row.firedAt)} /> },
  { id: "told", header: "Told", cell: (row) => toldWords(row.told) },
];

/** Pages first, what nobody looks after before what somebody does. */
function byNeed(left: AlarmView, right: AlarmView): number {
  const rank = ({ kind, state }: AlarmView) => (state === "firing" ? 0 : 2) + (kind === "page" ? 0 : 1);
  return rank(left) - rank(right);
}

/** What fires, what is looked after, and what is over. */
export function AlertsView(): ReactNode {
  const open = useAlarms(openFilter);
  const recent = useAlarms(recentFilter);
  const over = recent.data?.items.filter(({ state }) => state === "resolved");
  const rows = open.data && [...open.data.items].sort(byNeed);
  return (
    <>
      <PageHeader
        title="Alerts"
        answer={rows ? answerOf(rows) : undefined}
        actions={
          <>
            <Link href="/alerts/routes">Who is told</Link>
            <ExportMenu rows="alerts" query={{}} />
          </>
        }
      />
      <div className={classes.column}>
        <AlarmTable
          title="Now"
          query={open}
          rows={rows}
          empty={
            <EmptyState
              kind="nothing_yet"
              title="Nothing fires"
              description="Objectives whose source is dark fire nothing: they are shown under SLOs."
            />
          }
        />
        <AlarmTable
          title="Over"
          query={recent}
          rows={over}
          empty={<EmptyState kind="nothing_wrong" title="Nothing has fired and ended yet" />}
        />
      </div>
    </>
  );
}

function useAlarms(filter: AlarmFilter) {
  return useQuery({
    queryKey: alertKeys.list(filter),
    queryFn: ({ signal }) => fetchAlarms(filter, signal),
    placeholderData: keepPreviousData,
    refetchInterval: 15_000,
  });
}

interface AlarmTableProps {
  readonly title: string;
  readonly query: ReturnType<typeof useAlarms>;
  readonly rows: readonly AlarmView[] | undefined;
  readonly empty: ReactNode;
}

function AlarmTable({ title, query, rows, empty }: AlarmTableProps): ReactNode {
  const state = useTableState();
  return (
    <Panel title={title} isFlush>
      <DataTable
        label={title === "Now" ? "Alerts that fire" : "Alerts that are over"}
        columns={columns}
        rows={rows}
        rowId={(row) => row.id}
        rowHref={(row) => `/alerts/${row.id}`}
        state={state}
        isFetching={query.isFetching}
        error={query.error}
        onRetry={() => void query.refetch()}
        empty={empty}
      />
    </Panel>
  );
}
