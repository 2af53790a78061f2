"use client";

import { Button } from "@mantine/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import Link from "next/link";
import type { ReactNode } from "react";
import { useEnvironmentChoices, useServiceChoices } from "@/components/catalog/use-place-choices";
import { NothingMatches } from "@/components/data-table/clear-filters";
import { DataTable } from "@/components/data-table/data-table";
import type { DataTableColumn } from "@/components/data-table/data-table-column";
import { ChoiceFilter } from "@/components/data-table/table-filters";
import { useTableState } from "@/components/data-table/use-table-state";
import { isFiltering, useUrlFilter } from "@/components/data-table/use-url-filter";
import { EmptyState } from "@/components/feedback/empty-state";
import { StatusBadge } from "@/components/feedback/status-badge";
import { ToldText } from "@/components/feedback/told";
import { PageHeader } from "@/components/layout/page-header";
import { Panel } from "@/components/ui/panel";
import type { GateList } from "@/lib/gates/contract";
import { fetchGates, type GateFilter, gateFilterNames, gateKeys } from "@/lib/gates/queries";
import { answerBadge } from "./gate-words";
import classes from "./gates.module.css";

type Row = GateList["items"][number];

const columns: readonly DataTableColumn<Row>[] = [
  {
    id: "service",
    header: "Service",
    cell: (row) => (
      <span className={classes.name}>
        {row.service.name}
        <span className={classes.muted}>to {row.environment.name}</span>
      </span>
    ),
    width: "20%",
  },
  {
    id: "version",
    header: "Version",
    cell: (row) => (
      <span className={classes.name}>
        {row.version ?? "none yet"}
        <span className={classes.muted}>{row.live === null ? "nothing known there" : `${row.live} is there`}</span>
      </span>
    ),
  },
  { id: "answer", header: "Gate", cell: (row) => <StatusBadge {...answerBadge(row.answer)} /> },
  { id: "first", header: "First reason", cell: (row) => <FirstReason row={row} />, width: "48%" },
];

function FirstReason({ row }: { readonly row: Row }): ReactNode {
  if (row.first === null) return <span className={classes.muted}>Nothing holds it.</span>;
  const more = row.holding - 1;
  return (
    <span className={classes.name}>
      <ToldText text={row.first.sentence} />
      <span className={classes.muted}>
        {row.first.nextAction}
        {row.first.owner === null ? "" : ` · ${row.first.owner}`}
        {more === 0 ? "" : ` · and ${more} more ${more === 1 ? "reason" : "reasons"}`}
      </span>
    </span>
  );
}

function hrefOf({ service, environment, version }: Row): string {
  const search = version === null ? "" : `?version=${encodeURIComponent(version)}`;
  return `/gates/${service.slug}/${environment.slug}${search}`;
}

const lists = [{ value: "mine", label: "Services of my teams" }];

/** For each service and environment: could its newest version go there now, and what holds it? */
export function GatesView(): ReactNode {
  const filter = useUrlFilter(gateFilterNames);
  const services = useServiceChoices();
  const environments = useEnvironmentChoices();
  const gates = useGates(filter);
  return (
    <>
      <PageHeader
        title="Gates"
        answer={answerOf(gates.data?.items)}
        actions={
          <Button component={Link} href="/gates/requirements" variant="default">
            Requirements
          </Button>
        }
      />
      <Panel isFlush>
        <GateTable
          gates={gates}
          empty={isFiltering(filter) ? <NothingMatches what="gates" /> : <NoGates />}
          toolbar={
            <>
              <ChoiceFilter name="list" label="All services" options={lists} />
              <ChoiceFilter name="service" label="Service" options={services} />
              <ChoiceFilter name="environment" label="Environment" options={environments} />
            </>
          }
        />
      </Panel>
    </>
  );
}

function useGates(filter: GateFilter) {
  return useQuery({
    queryKey: gateKeys.list(filter),
    queryFn: ({ signal }) => fetchGates(filter, signal),
    placeholderData: keepPreviousData,
    refetchInterval: 60_000,
  });
}

interface GateTableProps {
  readonly gates: ReturnType<typeof useGates>;
  readonly empty: ReactNode;
  readonly toolbar: ReactNode;
}

function GateTable({ gates, empty, toolbar }: GateTableProps): ReactNode {
  const state = useTableState();
  return (
    <DataTable
      label="Gates"
      columns={columns}
      rows={gates.data?.items}
      rowId={(row) => `${row.service.slug} ${row.environment.slug}`}
      rowHref={hrefOf}
      state={state}
      pagination={{ kind: "cursor", nextCursor: gates.data?.nextCursor ?? null }}
      isFetching={gates.isFetching}
      error={gates.error}
      onRetry={() => void gates.refetch()}
      empty={empty}
      toolbar={toolbar}
    />
  );
}

function answerOf(rows: readonly Row[] | undefined): string | undefined {
  if (!rows || rows.length === 0) return undefined;
  const count = (answer: Row["answer"]) => rows.filter((row) => row.answer === answer).length;
  const unknown = count("unknown");
  const open = count("open");
  const rest = unknown === 0 ? "" : ` Of ${unknown} nobody can tell, and they stay closed.`;
  return `${open} of ${rows.length} ${rows.length === 1 ? "gate" : "gates"} shown ${open === 1 ? "is" : "are"} open.${rest}`;
}

function NoGates(): ReactNode {
  return (
    <EmptyState
      kind="nothing_yet"
      title="Nothing to go through yet"
      description="A gate stands before every environment in which a service has a target. It says whether a version may go there, and why not."
    />
  );
}
