"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import Link from "next/link";
import type { ReactNode } from "react";
import { useServiceChoices } from "@/components/catalog/use-place-choices";
import { useTeamChoices } from "@/components/catalog/use-team-choices";
import { NothingMatches } from "@/components/data-table/clear-filters";
import { DataTable } from "@/components/data-table/data-table";
import type { DataTableColumn } from "@/components/data-table/data-table-column";
import { ExportMenu } from "@/components/data-table/export-menu";
import { ChoiceFilter } from "@/components/data-table/table-filters";
import { useTableState } from "@/components/data-table/use-table-state";
import { isFiltering, useUrlFilter } from "@/components/data-table/use-url-filter";
import { EmptyState } from "@/components/feedback/empty-state";
import { StatusBadge } from "@/components/feedback/status-badge";
import { Time } from "@/components/feedback/time";
import { PageHeader } from "@/components/layout/page-header";
import { Panel } from "@/components/ui/panel";
import type { BreachView } from "@/lib/reviews/contract";
import { breachFilterNames, fetchBreaches, reviewKeys } from "@/lib/reviews/queries";
import { PartnersPanel } from "./partners-panel";
import { breachBadge, counted, dutyBadge } from "./review-words";
import classes from "./reviews.module.css";

const columns: readonly DataTableColumn<BreachView>[] = [
  {
    id: "reference",
    header: "Breach",
    cell: (row) => (
      <span className={classes.name}>
        {row.reference} · {row.subjectName}
        <span className={classes.muted}>{row.causes.map(({ sentence }) => sentence).join(" ")}</span>
      </span>
    ),
    width: "44%",
  },
  { id: "state", header: "State", cell: (row) => <StatusBadge {...breachBadge(row.state)} /> },
  {
    id: "place",
    header: "Where",
    cell: (row) => (
      <span className={classes.name}>
        {row.service.name}
        <span className={classes.muted}>{row.environment?.name ?? "any environment"}</span>
      </span>
    ),
  },
  { id: "duty", header: "Root cause", cell: (row) => <StatusBadge {...dutyBadge(row.duty)} /> },
  { id: "opened", header: "Opened", cell: (row) => <Time atMs={Date.parse(row.openedAt)} /> },
];

const states = [
  { value: "open", label: "Open" },
  { value: "analysed", label: "Analysed" },
  { value: "closed", label: "Closed" },
];

/** Promises that were broken. */
export function BreachList(): ReactNode {
  const filter = useUrlFilter(breachFilterNames);
  const state = useTableState();
  const services = useServiceChoices();
  const teams = useTeamChoices();
  const breaches = useQuery({
    queryKey: reviewKeys.breaches(filter),
    queryFn: ({ signal }) => fetchBreaches(filter, signal),
    placeholderData: keepPreviousData,
    refetchInterval: 30_000,
  });
  return (
    <>
      <PageHeader
        title="Breaches"
        breadcrumbs={<Link href="/reviews">Reviews</Link>}
        answer={breaches.data ? answerOf(breaches.data.items) : undefined}
      />
      <div className={classes.stack}>
        <PartnersPanel />
        <Panel isFlush>
          <DataTable
            label="Breaches"
            columns={columns}
            rows={breaches.data?.items}
            rowId={(row) => row.id}
            rowHref={(row) => `/reviews/breaches/${row.id}`}
            state={state}
            pagination={{ kind: "cursor", nextCursor: breaches.data?.nextCursor ?? null }}
            isFetching={breaches.isFetching}
            error={breaches.error}
            onRetry={() => void breaches.refetch()}
            empty={isFiltering(filter) ? <NothingMatches what="breaches" /> : <NoBreaches />}
            toolbar={
              <>
                <ChoiceFilter name="state" label="Any state" options={states} />
                <ChoiceFilter name="service" label="Service" options={services} />
                <ChoiceFilter name="team" label="Shared by team" options={teams} />
                <ExportMenu rows="breaches" query={filter} />
              </>
            }
          />
        </Panel>
      </div>
    </>
  );
}

function answerOf(rows: readonly BreachView[]): string {
  const open = rows.filter(({ state }) => state !== "closed").length;
  const overdue = rows.filter(({ duty }) => duty?.isOverdue).length;
  return `${counted(open, "breach is", "breaches are")} not closed, ${counted(overdue, "root cause is", "root causes are")} overdue.`;
}

function NoBreaches(): ReactNode {
  return (
    <EmptyState
      kind="nothing_wrong"
      title="No promise was broken"
      description="One is opened by itself when a period of an objective ends missed, or when its budget is spent."
    />
  );
}
