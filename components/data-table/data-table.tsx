"use client";

import { Table } from "@mantine/core";
import { type ColumnDef, rowSortingFeature, tableFeatures, useTable } from "@tanstack/react-table";
import { type ReactNode, useMemo, useRef } from "react";
import { SkeletonRows } from "@/components/feedback/delayed-skeleton";
import { EmptyState } from "@/components/feedback/empty-state";
import { ErrorState } from "@/components/feedback/error-state";
import classes from "./data-table.module.css";
import type { DataTableColumn } from "./data-table-column";
import { DataTableHeader } from "./data-table-header";
import { DataTableRow } from "./data-table-row";
import { TablePages, type TablePagination } from "./table-pages";
import { useRowKeys } from "./use-row-keys";
import type { TableState } from "./use-table-state";

export interface DataTableProps<Row> {
  /** What the rows are, for screen readers: "Rollouts". */
  readonly label: string;
  readonly columns: readonly DataTableColumn<Row>[];
  /** Undefined while nothing has been loaded yet. */
  readonly rows: readonly Row[] | undefined;
  readonly rowId: (row: Row) => string;
  /** Where a row leads; the link sits on the first column and covers the row. */
  readonly rowHref?: (row: Row) => string;
  readonly state: TableState;
  readonly pagination?: TablePagination;
  /** Newer rows are on their way; the present ones stay. */
  readonly isFetching?: boolean;
  readonly error?: unknown;
  readonly onRetry?: () => void;
  /** Shown when there are no rows; "nothing yet" or "nothing matches" is the caller's to know. */
  readonly empty?: ReactNode;
  /** Filters, above the rows. */
  readonly toolbar?: ReactNode;
}

const features = tableFeatures({ rowSortingFeature });
type Features = typeof features;

/** One table for the whole product: the server sorts, filters and pages; the URL remembers; j, k and Enter walk. */
export function DataTable<Row extends object>(props: DataTableProps<Row>): ReactNode {
  const { rows, error, toolbar, pagination, state } = props;
  return (
    <div className={classes.frame}>
      {toolbar ? (
        <div className={classes.toolbar} data-filters>
          {toolbar}
        </div>
      ) : null}
      <TableContent {...props} />
      {pagination && rows && !error ? <TablePages pagination={pagination} state={state} shown={rows.length} /> : null}
    </div>
  );
}

function TableContent<Row extends object>(props: DataTableProps<Row>): ReactNode {
  const { rows, error, label, empty } = props;
  if (error && !rows) {
    return (
      <ErrorState
        error={error}
        doing={`load ${label.toLowerCase()}`}
        onRetry={props.onRetry}
        isRetrying={props.isFetching}
      />
    );
  }
  if (!rows) return <SkeletonRows />;
  if (rows.length === 0) return empty ?? <EmptyState kind="nothing_yet" title={`No ${label.toLowerCase()} yet`} />;
  return <LoadedTable {...props} rows={rows} />;
}

function LoadedTable<Row extends object>(props: DataTableProps<Row> & { readonly rows: readonly Row[] }): ReactNode {
  const { columns, rows, rowId, rowHref, state, label, isFetching } = props;
  const container = useRef<HTMLDivElement>(null);
  useRowKeys(container);
  const definitions = useMemo(() => columns.map((column) => toDefinition(column)), [columns]);
  const data = useMemo(() => [...rows], [rows]);
  const table = useTable({
    features,
    columns: definitions,
    data,
    getRowId: rowId,
    manualSorting: true,
    state: { sorting: state.sort ? [{ id: state.sort.field, desc: state.sort.direction === "desc" }] : [] },
  });
  return (
    <div ref={container} className={classes.scroll} data-fetching={isFetching || undefined}>
      <Table className={classes.table} aria-label={label} aria-busy={isFetching ?? false}>
        <DataTableHeader columns={columns} state={state} />
        <Table.Tbody className={classes.body}>
          {table.getRowModel().rows.map((row) => (
            <DataTableRow key={row.id} row={row.original} columns={columns} href={rowHref?.(row.original)} />
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}

function toDefinition<Row extends object>(column: DataTableColumn<Row>): ColumnDef<Features, Row> {
  return { id: column.id, header: column.header, enableSorting: column.sort !== undefined };
}
