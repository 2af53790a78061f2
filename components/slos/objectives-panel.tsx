"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import Link from "next/link";
import type { ReactNode } from "react";
import { SkeletonRows } from "@/components/feedback/delayed-skeleton";
import { ErrorState } from "@/components/feedback/error-state";
import { StatusBadge } from "@/components/feedback/status-badge";
import { Panel } from "@/components/ui/panel";
import type { ObjectiveView } from "@/lib/slos/contract";
import { fetchObjectives, objectiveKeys } from "@/lib/slos/queries";
import { bandBadge, rangeOf } from "./objective-words";
import classes from "./slos.module.css";

export interface ObjectivesPanelProps {
  /** Only those of this service; all without. */
  readonly service?: string;
  /** `need`: by band. `burn`: the fastest spender first. */
  readonly order?: "need" | "burn";
}

const maxShown = 8;

/** Objectives with what is left of their budgets, a line each. */
export function ObjectivesPanel({ service, order = "need" }: ObjectivesPanelProps): ReactNode {
  const filter = service ? { service } : {};
  const objectives = useQuery({
    queryKey: objectiveKeys.list(filter),
    queryFn: ({ signal }) => fetchObjectives(filter, signal),
    placeholderData: keepPreviousData,
    refetchInterval: 60_000,
  });
  const rows = objectives.data?.items;
  return (
    <Panel
      title={order === "burn" ? "Objectives by burn" : "Objectives"}
      description={order === "burn" ? "Burn 1 spends the budget in exactly one period; over the last hour" : undefined}
      actions={<Link href={service ? `/slos?service=${service}` : "/slos"}>All objectives</Link>}
      isFlush={rows !== undefined && rows.length > 0}
    >
      {objectives.error && !rows ? (
        <ErrorState error={objectives.error} doing="load the objectives" onRetry={() => void objectives.refetch()} />
      ) : null}
      {!rows && !objectives.error ? <SkeletonRows /> : null}
      {rows?.length === 0 ? <span className={classes.muted}>Nothing is promised yet.</span> : null}
      {rows && rows.length > 0 ? (
        <ul className={classes.list}>
          {(order === "burn" ? rows.toSorted(byBurn) : rows).slice(0, maxShown).map((row) => (
            <Row key={row.id} row={row} hasService={service === undefined} />
          ))}
        </ul>
      ) : null}
    </Panel>
  );
}

function Row({ row, hasService }: { readonly row: ObjectiveView; readonly hasService: boolean }): ReactNode {
  const left = rangeOf(row.level.budgetLeftWorstPercent, row.level.budgetLeftBestPercent);
  const burn = burnOf(row);
  return (
    <li className={classes.row}>
      <span className={classes.name}>
        <Link href={`/slos/${row.slug}`}>{row.name}</Link>
        <span className={classes.muted}>
          {hasService ? `${row.service.name} · ` : ""}
          {row.environment.name} · {left === null ? "nothing known" : `${left} of the budget left`}
          {burn === null ? "" : ` · burn ${burn}`}
        </span>
      </span>
      <StatusBadge {...bandBadge(row.band)} />
    </li>
  );
}

/** Burn of the first rule's long window, an hour, as decimal text; null when nothing is known. */
function burnOf(row: ObjectiveView): string | null {
  return row.alerts[0]?.longBurn ?? null;
}

function byBurn(left: ObjectiveView, right: ObjectiveView): number {
  return Number(burnOf(right) ?? -1) - Number(burnOf(left) ?? -1);
}
