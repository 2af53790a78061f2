"use client";

import { Table, UnstyledButton } from "@mantine/core";
import { IconArrowDown, IconArrowsSort, IconArrowUp } from "@tabler/icons-react";
import type { ReactNode } from "react";
import classes from "./data-table.module.css";
import type { DataTableColumn } from "./data-table-column";
import { nextSort, type TableSort } from "./table-sort";
import type { TableState } from "./use-table-state";

interface DataTableHeaderProps<Row> {
  readonly columns: readonly DataTableColumn<Row>[];
  readonly state: TableState;
}

export function DataTableHeader<Row>({ columns, state }: DataTableHeaderProps<Row>): ReactNode {
  return (
    <Table.Thead className={classes.head}>
      <Table.Tr>
        {columns.map((column) => (
          <Table.Th
            key={column.id}
            scope="col"
            className={classes.th}
            data-align={column.align}
            aria-sort={column.sort ? ariaSortOf(state.sort, column.id) : undefined}
            style={column.width ? { width: column.width } : undefined}
          >
            {column.sort ? <SortButton column={column} first={column.sort} state={state} /> : column.header}
          </Table.Th>
        ))}
      </Table.Tr>
    </Table.Thead>
  );
}

interface SortButtonProps<Row> extends Pick<DataTableHeaderProps<Row>, "state"> {
  readonly column: DataTableColumn<Row>;
  readonly first: TableSort["direction"];
}

function SortButton<Row>({ column, first, state }: SortButtonProps<Row>): ReactNode {
  const direction = state.sort?.field === column.id ? state.sort.direction : null;
  const Icon = direction === null ? IconArrowsSort : direction === "asc" ? IconArrowUp : IconArrowDown;
  return (
    <UnstyledButton
      className={classes.sort}
      data-active={direction !== null || undefined}
      onClick={() => state.setSort(nextSort(state.sort, column.id, first))}
    >
      {column.header}
      <Icon size={12} stroke={2} aria-hidden="true" />
    </UnstyledButton>
  );
}

function ariaSortOf(sort: TableSort | null, field: string): "ascending" | "descending" | "none" {
  if (sort?.field !== field) return "none";
  return sort.direction === "asc" ? "ascending" : "descending";
}
