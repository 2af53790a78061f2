import type { Measure } from "@/lib/insights/domain/measures";
import type { FigureFilter } from "@/lib/insights/queries";
import { toSearch } from "@/lib/platform/http/url-filter";

/** The rows behind a measure under the same selection; `show` says which of them. */
export function rowsHref(filter: FigureFilter, measure: Measure, show?: string): string {
  const { granularity: _granularity, by: _by, compare: _compare, ...selection } = filter;
  return `/insights/rows${toSearch({ ...selection, measure, show })}`;
}

/** The page of figures narrowed to one group. */
export function groupHref(filter: FigureFilter, by: string, key: string): string {
  const narrowed = { ...filter, [by]: key, by: by === "service" ? "environment" : "service" };
  return `/insights${toSearch(narrowed)}`;
}
