import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { SkeletonRows } from "@/components/feedback/delayed-skeleton";
import { ErrorState } from "@/components/feedback/error-state";

interface ShownQueryProps<Data> {
  readonly query: UseQueryResult<Data>;
  /** "load the breach". */
  readonly doing: string;
  readonly children: (data: Data) => ReactNode;
}

/** What was read, or that it is being read, or that it could not be. */
export function ShownQuery<Data>({ query, doing, children }: ShownQueryProps<Data>): ReactNode {
  if (query.data !== undefined) return children(query.data);
  if (!query.error) return <SkeletonRows />;
  return <ErrorState error={query.error} doing={doing} onRetry={() => void query.refetch()} />;
}
