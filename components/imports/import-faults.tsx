"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { DataTable } from "@/components/data-table/data-table";
import type { DataTableColumn } from "@/components/data-table/data-table-column";
import { useTableState } from "@/components/data-table/use-table-state";
import { Panel } from "@/components/ui/panel";
import { type FaultView, importLimits } from "@/lib/imports/contract";
import { fetchImportFaults, importKeys } from "@/lib/imports/queries";
import classes from "./imports.module.css";

const columns: readonly DataTableColumn<FaultView>[] = [
  { id: "row", header: "Row", width: "5rem", cell: (fault) => fault.row },
  {
    id: "column",
    header: "Column",
    cell: (fault) => <span className={classes.mono}>{fault.column ?? "whole record"}</span>,
  },
  {
    id: "value",
    header: "Says",
    cell: (fault) => <span className={classes.mono}>{fault.value === "" ? "nothing" : (fault.value ?? "–")}</span>,
  },
  {
    id: "message",
    header: "What is wrong",
    cell: (fault) => (
      <span className={classes.two}>
        <span>{fault.message}</span>
        <span className={classes.second}>{fault.remedy}</span>
      </span>
    ),
  },
];

/** Every fault by row and column. */
export function ImportFaults({ id, total }: { readonly id: string; readonly total: number }): ReactNode {
  const state = useTableState({ prefix: "faults" });
  const faults = useQuery({
    queryKey: importKeys.faults(id, state.cursor),
    queryFn: ({ signal }) => fetchImportFaults(id, state.cursor, signal),
    placeholderData: keepPreviousData,
  });
  const kept = importLimits.maxKeptFaults;
  return (
    <Panel
      title="Faults"
      description={
        total > kept
          ? `${total} were counted; the first ${kept} are listed.`
          : "Correct the file and bring it again, or run without these records."
      }
      isFlush
    >
      <DataTable
        label="Faults"
        columns={columns}
        rows={faults.data?.items}
        rowId={(row) => String(row.index)}
        state={state}
        pagination={{ kind: "cursor", nextCursor: faults.data?.nextCursor ?? null }}
        isFetching={faults.isFetching}
        error={faults.error}
        onRetry={() => void faults.refetch()}
      />
    </Panel>
  );
}
