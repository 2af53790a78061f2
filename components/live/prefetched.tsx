import { dehydrate, HydrationBoundary, type QueryKey } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { createQueryClient } from "@/lib/platform/http/query-client";

export interface PrefetchedProps {
  /** What the server read for the first frame; undefined where it could not, and the browser asks by itself. */
  readonly queries: readonly (readonly [key: QueryKey, data: unknown])[];
  readonly children: ReactNode;
}

/** Hands a page's data to TanStack Query, which owns it from then on. */
export function Prefetched({ queries, children }: PrefetchedProps): ReactNode {
  const client = createQueryClient();
  for (const [key, data] of queries) if (data !== undefined) client.setQueryData(key, data);
  return <HydrationBoundary state={dehydrate(client)}>{children}</HydrationBoundary>;
}
