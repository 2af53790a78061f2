"use client";

import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import { DataTable } from "@/components/data-table/data-table";
import type { DataTableColumn } from "@/components/data-table/data-table-column";
import { useTableState } from "@/components/data-table/use-table-state";
import { DisabledReason } from "@/components/feedback/disabled-reason";
import { StatusBadge } from "@/components/feedback/status-badge";
import { Time } from "@/components/feedback/time";
import type { GraphView } from "@/lib/dependencies/contract";
import classes from "./dependencies.module.css";
import { coverageBadge, edgeBadge, originWords } from "./dependency-words";

export type GraphEdge = GraphView["edges"][number];

export interface DependencyListProps {
  readonly graph: GraphView;
  /** Why needs cannot be ignored; null when they can. */
  readonly who: string | null;
  readonly onIgnore: (edge: GraphEdge) => void;
  readonly empty: ReactNode;
}

/** Every need, with what it rests on and how old that is. */
export function DependencyList({ graph, who, onIgnore, empty }: DependencyListProps): ReactNode {
  const state = useTableState();
  return (
    <DataTable
      label="Needs"
      columns={columnsFor(who, onIgnore)}
      rows={graph.edges}
      rowId={(row) => `${row.consumer} ${row.provider}`}
      state={state}
      isFetching={false}
      error={null}
      empty={empty}
    />
  );
}

function columnsFor(who: string | null, onIgnore: (edge: GraphEdge) => void): readonly DataTableColumn<GraphEdge>[] {
  return [
    {
      id: "need",
      header: "Need",
      cell: (row) => (
        <span className={classes.name}>
          {row.consumer} needs {row.provider}
          <span className={classes.muted}>{row.sentence}</span>
        </span>
      ),
      width: "44%",
    },
    { id: "state", header: "State", cell: (row) => <StatusBadge {...edgeBadge(row)} /> },
    { id: "evidence", header: "Known from", cell: (row) => <Evidence row={row} /> },
    { id: "age", header: "Said", cell: (row) => <Time atMs={Date.parse(row.saidAt)} /> },
    {
      id: "actions",
      header: "Change",
      cell: (row) => (
        <DisabledReason reason={who}>
          <Button
            size="compact-xs"
            variant="default"
            aria-label={`Ignore that ${row.consumer} needs ${row.provider}`}
            onClick={() => onIgnore(row)}
          >
            Ignore
          </Button>
        </DisabledReason>
      ),
    },
  ];
}

function Evidence({ row }: { readonly row: GraphEdge }): ReactNode {
  const [first] = row.links;
  if (!first) return null;
  const origins = [...new Set(row.links.map(({ origin }) => originWords(origin)))].join(", ");
  return (
    <span className={classes.name}>
      {origins}
      <span className={classes.muted}>{first.evidence ?? "no source named"}</span>
    </span>
  );
}

const coverageColumns: readonly DataTableColumn<GraphView["nodes"][number]>[] = [
  {
    id: "service",
    header: "Service",
    cell: (row) => (
      <span className={classes.name}>
        {row.name}
        <span className={classes.muted}>
          {row.slug}, tier {row.tier}
          {row.team === null ? "" : `, ${row.team}`}
        </span>
      </span>
    ),
    width: "34%",
  },
  { id: "coverage", header: "Its needs", cell: (row) => <StatusBadge {...coverageBadge(row.coverage)} /> },
  {
    id: "running",
    header: "Runs",
    cell: (row) => (row.running === null ? "not known" : row.running.join(", ") || "nothing"),
  },
  { id: "dependents", header: "Needed by", align: "end", cell: (row) => `${row.dependents}` },
];

/** Of each service how much is known, and how many need it, directly or through others. */
export function CoverageList({ graph, hrefOf }: { graph: GraphView; hrefOf: (service: string) => string }): ReactNode {
  const state = useTableState();
  return (
    <DataTable
      label="Services"
      columns={coverageColumns}
      rows={graph.nodes}
      rowId={(row) => row.slug}
      rowHref={(row) => hrefOf(row.slug)}
      state={state}
      isFetching={false}
      error={null}
      empty={null}
    />
  );
}
