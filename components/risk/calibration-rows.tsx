"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import Link from "next/link";
import type { ReactNode } from "react";
import { DataTable } from "@/components/data-table/data-table";
import type { DataTableColumn } from "@/components/data-table/data-table-column";
import { useTableState } from "@/components/data-table/use-table-state";
import { EmptyState } from "@/components/feedback/empty-state";
import { StatusBadge } from "@/components/feedback/status-badge";
import { Time } from "@/components/feedback/time";
import { Panel } from "@/components/ui/panel";
import type { CalibrationRows } from "@/lib/risk/contract";
import { fetchCalibrationRows, riskKeys } from "@/lib/risk/queries";
import { outcomeWords, percent } from "./risk-words";

/** A group of one of the reliability curves. */
export type CalibrationGroup = Pick<CalibrationRows, "of" | "group">;

type Row = CalibrationRows["items"][number];

const columns: readonly DataTableColumn<Row>[] = [
  {
    id: "service",
    header: "Service",
    cell: (row) =>
      row.place ? <Link href={`/deployments/${row.deploymentId}`}>{row.place.service}</Link> : row.deploymentId,
  },
  { id: "version", header: "Version", cell: (row) => row.place?.version ?? "–" },
  { id: "environment", header: "Environment", cell: (row) => row.place?.environment ?? "–", isWideOnly: true },
  { id: "probability", header: "Said", cell: (row) => percent(row.probability), align: "end" },
  {
    id: "outcome",
    header: "What came",
    cell: (row) => <StatusBadge {...outcomeWords[row.hasFailed ? "failed" : "fine"]} />,
  },
  {
    id: "startedAt",
    header: "Began",
    cell: (row) => (row.place ? <Time atMs={Date.parse(row.place.startedAt)} /> : "–"),
    align: "end",
  },
];

/** The changes that a group of a reliability curve is made of. */
export function CalibrationGroupRows({ of, group }: CalibrationGroup): ReactNode {
  const state = useTableState();
  const query = useQuery({
    queryKey: riskKeys.rows(of, group),
    queryFn: ({ signal }) => fetchCalibrationRows(of, group, signal),
    placeholderData: keepPreviousData,
  });
  return (
    <Panel
      title={`Group ${group}: ${of === "judged" ? "on changes it was not trained on" : "what it said, and what came"}`}
      description={query.data && query.data.n > 0 ? sentenceOf(query.data) : undefined}
      isFlush
    >
      <DataTable
        label="Changes of the group"
        columns={columns}
        rows={query.data?.items}
        rowId={(row) => row.deploymentId}
        state={state}
        isFetching={query.isFetching && query.isPlaceholderData}
        error={query.error}
        onRetry={() => void query.refetch()}
        empty={
          <EmptyState
            kind="nothing_yet"
            title="The changes of this group were not kept"
            description="The model was trained before they were; the next training keeps them."
          />
        }
      />
    </Panel>
  );
}

function sentenceOf({ n, failed, meanProbability, observed, items }: CalibrationRows): string {
  const shown = items.length < n ? ` The newest ${items.length} are shown.` : "";
  return `${failed} of ${n} changes failed (${percent(observed)}); ${percent(meanProbability)} was said on average.${shown}`;
}
