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
import { EmptyState } from "@/components/feedback/empty-state";
import { StatusBadge } from "@/components/feedback/status-badge";
import { Time } from "@/components/feedback/time";
import { PageHeader } from "@/components/layout/page-header";
import { Panel } from "@/components/ui/panel";
import type { ClockView } from "@/lib/clocks/contract";
import { clockFilterNames, clockKeys, fetchClockDefinitions, fetchClocks } from "@/lib/clocks/queries";
import { leftWords } from "@/lib/kernel/counted-words";
import { clockBadge, clocksAnswer } from "./clock-words";
import classes from "./clocks.module.css";

const columns: readonly DataTableColumn<ClockView>[] = [
  {
    id: "title",
    header: "Incident or case",
    cell: (row) => (
      <span className={classes.name}>
        {row.title}
        <span className={classes.muted}>
          {row.definition.name} · {row.service?.name ?? "no service"}
        </span>
      </span>
    ),
    width: "38%",
  },
  {
    id: "status",
    header: "State",
    cell: (row) => (
      <span className={classes.name}>
        <StatusBadge {...clockBadge(row.status)} />
        {row.why ? <span className={classes.muted}>{row.why}</span> : null}
      </span>
    ),
  },
  {
    id: "due",
    header: "Due",
    cell: (row) => (row.dueAt ? <Time atMs={Date.parse(row.dueAt)} /> : "never, as things are"),
  },
  {
    id: "left",
    header: "Target",
    align: "end",
    cell: (row) => leftWords(row.remainingMs),
  },
  {
    id: "schedule",
    header: "Hours",
    cell: (row) => (
      <span className={classes.name}>
        {row.schedule?.name ?? "Day and night"}
        {row.owner ? (
          <span className={classes.muted}>
            {row.owner.region} {row.stoppedAt ? "had" : "has"} it
          </span>
        ) : null}
      </span>
    ),
    isWideOnly: true,
  },
];

const lists = [
  { value: "overdue", label: "Overdue" },
  { value: "met", label: "Met" },
  { value: "breached", label: "Breached" },
  { value: "all", label: "All" },
];

/** SLA clocks, the ones that are due soonest first. */
export function ClockList(): ReactNode {
  const filter = useUrlFilter(clockFilterNames);
  const state = useTableState();
  const services = useServiceChoices();
  const definitions = useQuery({
    queryKey: clockKeys.definitions,
    queryFn: ({ signal }) => fetchClockDefinitions(signal),
  });
  const clocks = useQuery({
    queryKey: clockKeys.list(filter),
    queryFn: ({ signal }) => fetchClocks(filter, signal),
    placeholderData: keepPreviousData,
    refetchInterval: 30_000,
  });
  const rows = clocks.data?.items;
  const definitionsLink = <Link href="/clocks/definitions">Definitions and business hours</Link>;
  return (
    <>
      <PageHeader
        title="SLA clocks"
        answer={rows && rows.length > 0 ? clocksAnswer(rows) : undefined}
        actions={definitionsLink}
      />
      <Panel isFlush>
        <DataTable
          label="SLA clocks"
          columns={columns}
          rows={rows}
          rowId={(row) => row.id}
          rowHref={(row) => `/clocks/${row.id}`}
          state={state}
          pagination={{ kind: "cursor", nextCursor: clocks.data?.nextCursor ?? null }}
          isFetching={clocks.isFetching}
          error={clocks.error}
          onRetry={() => void clocks.refetch()}
          empty={
            isFiltering(filter) ? (
              <NothingMatches what="clocks" />
            ) : (
              <EmptyState
                kind="nothing_yet"
                title="No clock runs"
                description="A clock begins by itself on every incident that a definition is for, or with the first event that a system sends."
                actions={definitionsLink}
              />
            )
          }
          toolbar={
            <>
              <ChoiceFilter name="list" label="Open" options={lists} />
              <ChoiceFilter name="service" label="Service" options={services} />
              <ChoiceFilter
                name="definition"
                label="Definition"
                options={(definitions.data?.items ?? []).map(({ slug, name }) => ({ value: slug, label: name }))}
              />
              <ExportMenu rows="clocks" query={filter} />
            </>
          }
        />
      </Panel>
    </>
  );
}
