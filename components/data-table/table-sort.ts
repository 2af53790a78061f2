export interface TableSort {
  /** Id of the column, which is the name of the field in the API. */
  readonly field: string;
  readonly direction: "asc" | "desc";
}

/** Read `startedAt` or `-startedAt`, the form of both the URL and the API; null for anything else. */
export function parseSort(text: string | null): TableSort | null {
  const match = /^(-?)([A-Za-z][A-Za-z0-9_.]{0,63})$/.exec(text ?? "");
  if (!match?.[2]) return null;
  return { field: match[2], direction: match[1] === "-" ? "desc" : "asc" };
}

/** The opposite of parseSort. */
export function formatSort(sort: TableSort | null): string | null {
  return sort === null ? null : `${sort.direction === "desc" ? "-" : ""}${sort.field}`;
}

/** What pressing a header does: first its natural direction, then the other, then the default order again. */
export function nextSort(current: TableSort | null, field: string, first: TableSort["direction"]): TableSort | null {
  if (current?.field !== field) return { field, direction: first };
  if (current.direction === first) return { field, direction: first === "asc" ? "desc" : "asc" };
  return null;
}
