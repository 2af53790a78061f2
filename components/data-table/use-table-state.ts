"use client";

import { parseAsInteger, parseAsString, useQueryStates } from "nuqs";
import { useCallback, useMemo } from "react";
import { formatSort, parseSort, type TableSort } from "./table-sort";

export interface TableState {
  readonly sort: TableSort | null;
  /** From 1; for offset pagination. */
  readonly page: number;
  /** Where the page begins; for cursor pagination. Null is the first page. */
  readonly cursor: string | null;
  readonly setSort: (sort: TableSort | null) => void;
  readonly setPage: (page: number) => void;
  readonly setCursor: (cursor: string | null) => void;
}

export interface TableStateOptions {
  readonly defaultSort?: TableSort;
  /** Put before the names in the URL when a page has two tables: `targets.sort`. */
  readonly prefix?: string;
}

/** Sort and page of a table, kept in the URL so that any view can be pasted and the back button works. */
export function useTableState({ defaultSort, prefix }: TableStateOptions = {}): TableState {
  const name = (field: string): string => (prefix ? `${prefix}.${field}` : field);
  const [values, setValues] = useQueryStates(
    { sort: parseAsString, page: parseAsInteger.withDefault(1), cursor: parseAsString },
    { urlKeys: { sort: name("sort"), page: name("page"), cursor: name("cursor") }, history: "push" },
  );
  const sort = useMemo(() => parseSort(values.sort) ?? defaultSort ?? null, [values.sort, defaultSort]);
  const setSort = useCallback(
    (next: TableSort | null) => void setValues({ sort: formatSort(next), page: null, cursor: null }),
    [setValues],
  );
  const setPage = useCallback((page: number) => void setValues({ page: page <= 1 ? null : page }), [setValues]);
  const setCursor = useCallback((cursor: string | null) => void setValues({ cursor }), [setValues]);
  return { sort, page: Math.max(1, values.page), cursor: values.cursor, setSort, setPage, setCursor };
}
