"use client";

import { Table } from "@mantine/core";
import Link from "next/link";
import type { ReactNode } from "react";
import classes from "./data-table.module.css";
import type { DataTableColumn } from "./data-table-column";

interface DataTableRowProps<Row> {
  readonly row: Row;
  readonly columns: readonly DataTableColumn<Row>[];
  readonly href: string | undefined;
}

export function DataTableRow<Row>({ row, columns, href }: DataTableRowProps<Row>): ReactNode {
  return (
    <Table.Tr className={classes.row} data-linked={href ? true : undefined}>
      {columns.map((column, index) => (
        <Table.Td
          key={column.id}
          className={classes.td}
          data-align={column.align}
          data-first={index === 0 || undefined}
          data-wide-only={column.isWideOnly || undefined}
          data-label={column.header}
        >
          {index === 0 && href ? (
            <Link href={href} className={classes.rowLink} data-row-link prefetch={false}>
              {column.cell(row)}
            </Link>
          ) : (
            column.cell(row)
          )}
        </Table.Td>
      ))}
    </Table.Tr>
  );
}
