"use client";

import { Button, Group } from "@mantine/core";
import type { ReactNode } from "react";
import classes from "./data-table.module.css";
import type { TableState } from "./use-table-state";

/** `cursor` for lists that grow while one looks; `offset` where the total is known. */
export type TablePagination =
  | { readonly kind: "cursor"; readonly nextCursor: string | null }
  | { readonly kind: "offset"; readonly total: number; readonly pageSize: number };

interface TablePagesProps {
  readonly pagination: TablePagination;
  readonly state: TableState;
  /** Rows on this page. */
  readonly shown: number;
}

export function TablePages({ pagination, state, shown }: TablePagesProps): ReactNode {
  if (pagination.kind === "cursor") {
    const { nextCursor } = pagination;
    if (nextCursor === null && state.cursor === null) return <div className={classes.pages}>{rowsWord(shown)}</div>;
    return (
      <nav className={classes.pages} aria-label="Pages">
        <span>{rowsWord(shown)}</span>
        <Group gap="xs">
          <Button size="xs" variant="default" disabled={state.cursor === null} onClick={() => state.setCursor(null)}>
            First page
          </Button>
          <Button
            size="xs"
            variant="default"
            disabled={nextCursor === null}
            onClick={() => state.setCursor(nextCursor)}
          >
            Next
          </Button>
        </Group>
      </nav>
    );
  }
  const { total, pageSize } = pagination;
  const first = (state.page - 1) * pageSize + 1;
  return (
    <nav className={classes.pages} aria-label="Pages">
      <span>{total <= pageSize ? rowsWord(total) : `${first}–${first + shown - 1} of ${total}`}</span>
      {total > pageSize ? (
        <Group gap="xs">
          <Button size="xs" variant="default" disabled={state.page <= 1} onClick={() => state.setPage(state.page - 1)}>
            Previous
          </Button>
          <Button
            size="xs"
            variant="default"
            disabled={state.page * pageSize >= total}
            onClick={() => state.setPage(state.page + 1)}
          >
            Next
          </Button>
        </Group>
      ) : null}
    </nav>
  );
}

function rowsWord(count: number): string {
  return count === 1 ? "1 row" : `${count} rows`;
}
