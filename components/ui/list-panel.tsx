import type { ReactNode } from "react";
import { SkeletonRows } from "@/components/feedback/delayed-skeleton";
import { ErrorState } from "@/components/feedback/error-state";
import { QuietState } from "@/components/feedback/quiet-state";
import { Panel } from "./panel";
import { RowList } from "./row-list";

export interface ListPanelProps<Row> {
  readonly title: string;
  readonly description?: ReactNode;
  /** Usually the link to the whole list. */
  readonly actions?: ReactNode;
  readonly query: {
    readonly data: { readonly items: readonly Row[]; readonly nextCursor?: string | null } | undefined;
    readonly error: Error | null;
    readonly refetch: () => unknown;
  };
  /** "load the alerts", for when that failed. */
  readonly doing: string;
  /** Said when there is none, which is a good sign. */
  readonly none: string;
  /** How many are shown; the title counts all that are known. */
  readonly most?: number;
  /** Must give a `ListRow`. */
  readonly row: (row: Row) => ReactNode;
}

/** The first of some list, with how many there are: what the page of something else shows of it. */
export function ListPanel<Row>(props: ListPanelProps<Row>): ReactNode {
  const { title, description, actions, query, doing, none, most = 6, row } = props;
  const items = query.data?.items;
  const count = items && items.length > 0 ? ` · ${countWords(items.length, query.data?.nextCursor)}` : "";
  return (
    <Panel title={`${title}${count}`} description={description} actions={actions} isFlush>
      {query.error && !items ? (
        <ErrorState error={query.error} doing={doing} onRetry={() => void query.refetch()} />
      ) : null}
      {!items && !query.error ? <SkeletonRows /> : null}
      {items?.length === 0 ? <QuietState>{none}</QuietState> : null}
      {items && items.length > 0 ? <RowList>{items.slice(0, most).map(row)}</RowList> : null}
    </Panel>
  );
}

/** "7", or "20 or more" where the list goes on. */
export function countWords(shown: number, nextCursor: string | null | undefined): string {
  return nextCursor ? `${shown} or more` : `${shown}`;
}
