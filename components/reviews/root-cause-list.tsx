"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import Link from "next/link";
import type { ReactNode } from "react";
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
import type { RootCauseDuty } from "@/lib/reviews/contract";
import { fetchRootCauses, reviewKeys, rootCauseFilterNames } from "@/lib/reviews/queries";
import { counted, dutyBadge } from "./review-words";
import classes from "./reviews.module.css";

const columns: readonly DataTableColumn<RootCauseDuty>[] = [
  {
    id: "subject",
    header: "Of what",
    cell: (row) => (
      <span className={classes.name}>
        {row.subjectName}
        <span className={classes.muted}>{row.why}</span>
      </span>
    ),
    width: "44%",
  },
  { id: "kind", header: "Kind", cell: (row) => (row.subjectKind === "breach" ? "Breach" : "Failed change") },
  { id: "state", header: "State", cell: (row) => <StatusBadge {...dutyBadge(row.duty)} /> },
  { id: "document", header: "Document", cell: (row) => row.reference ?? "–" },
  { id: "since", header: "Since", cell: (row) => <Time atMs={Date.parse(row.since)} /> },
  { id: "due", header: "Due", cell: (row) => <Time atMs={Date.parse(row.duty.dueAt)} /> },
];

const states = [
  { value: "overdue", label: "Overdue" },
  { value: "missing", label: "Not written" },
  { value: "written", label: "Not signed" },
  { value: "signed", label: "Signed" },
];

/** Everything that needs a root cause, and what is owed. */
export function RootCauseList(): ReactNode {
  const filter = useUrlFilter(rootCauseFilterNames);
  const state = useTableState();
  const list = useQuery({
    queryKey: reviewKeys.rootCauses(filter),
    queryFn: ({ signal }) => fetchRootCauses(filter, signal),
    placeholderData: keepPreviousData,
    refetchInterval: 60_000,
  });
  const counts = list.data?.counts;
  return (
    <>
      <PageHeader
        title="Root causes"
        breadcrumbs={<Link href="/reviews">Reviews</Link>}
        answer={
          counts
            ? `${counted(counts.missing, "is", "are")} not written, ${counts.written} not signed; ${counted(counts.overdue, "is", "are")} overdue.`
            : undefined
        }
      />
      <Panel isFlush>
        <DataTable
          label="Root causes"
          columns={columns}
          rows={list.data?.items}
          rowId={(row) => `${row.subjectKind} ${row.subjectId}`}
          rowHref={(row) => `/reviews/root-causes/${row.subjectKind}/${row.subjectId}`}
          state={state}
          pagination={{ kind: "cursor", nextCursor: list.data?.nextCursor ?? null }}
          isFetching={list.isFetching}
          error={list.error}
          onRetry={() => void list.refetch()}
          empty={
            isFiltering(filter) ? (
              <NothingMatches what="root causes" />
            ) : (
              <EmptyState
                kind="nothing_wrong"
                title="No root cause is needed"
                description="Breaches, and changes that failed in production, need one: written, and signed by another person."
              />
            )
          }
          toolbar={
            <>
              <ChoiceFilter name="state" label="Any state" options={states} />
              <ExportMenu rows="root-causes" query={filter} />
            </>
          }
        />
      </Panel>
    </>
  );
}
