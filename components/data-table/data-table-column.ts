import type { ReactNode } from "react";

export interface DataTableColumn<Row> {
  /** Name of the field in the API when the column sorts. */
  readonly id: string;
  readonly header: string;
  readonly cell: (row: Row) => ReactNode;
  /** `end` for numbers. */
  readonly align?: "start" | "end";
  /** The server can sort by it; the value is the direction of the first press. */
  readonly sort?: "asc" | "desc";
  /** Leave it out of the cards of narrow screens. */
  readonly isWideOnly?: boolean;
  /** Any CSS width. */
  readonly width?: string;
}
