"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import Link from "next/link";
import type { ReactNode } from "react";
import { SkeletonRows } from "@/components/feedback/delayed-skeleton";
import { ErrorState } from "@/components/feedback/error-state";
import { Panel } from "@/components/ui/panel";
import { RowList } from "@/components/ui/row-list";
import { fetchObjectives, objectiveKeys } from "@/lib/slos/queries";
import { ObjectiveRow } from "./objective-row";
import classes from "./slos.module.css";

export interface ObjectivesPanelProps {
  readonly service: string;
}

const maxShown = 8;

/** Objectives of a service with what is left of their budgets, a line each. */
export function ObjectivesPanel({ service }: ObjectivesPanelProps): ReactNode {
  const filter = { service };
  const objectives = useQuery({
    queryKey: objectiveKeys.list(filter),
    queryFn: ({ signal }) => fetchObjectives(filter, signal),
    placeholderData: keepPreviousData,
    refetchInterval: 60_000,
  });
  const rows = objectives.data?.items;
  return (
    <Panel
      title="Objectives"
      actions={<Link href={`/slos?service=${service}`}>All objectives</Link>}
      isFlush={rows !== undefined && rows.length > 0}
    >
      {objectives.error && !rows ? (
        <ErrorState error={objectives.error} doing="load the objectives" onRetry={() => void objectives.refetch()} />
      ) : null}
      {!rows && !objectives.error ? <SkeletonRows /> : null}
      {rows?.length === 0 ? <span className={classes.muted}>Nothing is promised yet.</span> : null}
      {rows && rows.length > 0 ? (
        <RowList>
          {rows.slice(0, maxShown).map((row) => (
            <ObjectiveRow key={row.id} row={row} asks="burn" />
          ))}
        </RowList>
      ) : null}
    </Panel>
  );
}
