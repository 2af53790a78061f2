"use client";

import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { SkeletonRows } from "@/components/feedback/delayed-skeleton";
import { ErrorState } from "@/components/feedback/error-state";
import { StatusBadge } from "@/components/feedback/status-badge";
import { Time } from "@/components/feedback/time";
import { fetchRuns, reportKeys } from "@/lib/reports/queries";
import { deliveryStatus } from "./report-words";
import classes from "./reports.module.css";

/** The last twenty runs of a report, with what became of each recipient. */
export function RunHistory({ id }: { readonly id: string }): ReactNode {
  const query = useQuery({
    queryKey: reportKeys.runs(id),
    queryFn: ({ signal }) => fetchRuns(id, undefined, signal),
    refetchInterval: 10_000,
  });
  if (query.error && !query.data)
    return <ErrorState error={query.error} doing="load the history" onRetry={() => void query.refetch()} />;
  if (!query.data) return <SkeletonRows />;
  if (query.data.items.length === 0) return <p className={classes.muted}>Nothing was sent yet.</p>;
  return (
    <table className={classes.table}>
      <thead>
        <tr>
          <th scope="col">Made</th>
          <th scope="col">Why</th>
          <th scope="col">What it said</th>
          <th scope="col">Recipients</th>
        </tr>
      </thead>
      <tbody>
        {query.data.items.map((run) => (
          <tr key={run.id}>
            <th scope="row">
              <Time atMs={Date.parse(run.madeAt)} format="absolute" />
            </th>
            <td>{run.cause === "schedule" ? "on schedule" : `by ${run.by}`}</td>
            <td>{run.subject}</td>
            <td>
              {run.deliveries.length === 0 ? "nobody" : null}
              {run.deliveries.map((one) => (
                <div key={one.id}>
                  <StatusBadge {...deliveryStatus(one.state)} /> {one.address}
                  {one.lastError ? `: ${one.lastError} (attempt ${one.attempts})` : ""}
                </div>
              ))}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
