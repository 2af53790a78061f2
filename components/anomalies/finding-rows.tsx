"use client";

import { Button, Group } from "@mantine/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { type ReactNode, useState } from "react";
import { DataTable } from "@/components/data-table/data-table";
import type { DataTableColumn } from "@/components/data-table/data-table-column";
import { useTableState } from "@/components/data-table/use-table-state";
import { Duration } from "@/components/feedback/duration";
import { EmptyState } from "@/components/feedback/empty-state";
import { StatusBadge } from "@/components/feedback/status-badge";
import { Time } from "@/components/feedback/time";
import { Panel } from "@/components/ui/panel";
import type { AnomalyRows, FindingDetail } from "@/lib/anomalies/contract";
import { formatSeriesValue } from "@/lib/anomalies/domain/finding-words";
import { anomalyKeys, fetchAnomalyRows } from "@/lib/anomalies/queries";

type Row = AnomalyRows["items"][number];

const addresses = { deployment: "/deployments", incident: "/incidents", run: "/pipelines" } as const;

const columns: readonly DataTableColumn<Row>[] = [
  { id: "name", header: "What", cell: (row) => <Link href={`${addresses[row.kind]}/${row.id}`}>{row.name}</Link> },
  { id: "failed", header: "Outcome", cell: (row) => <Outcome hasFailed={row.hasFailed} /> },
  {
    id: "took",
    header: "Took",
    cell: (row) => (row.durationMs === null ? "–" : <Duration ms={row.durationMs} />),
    align: "end",
  },
  { id: "at", header: "When", cell: (row) => <Time atMs={Date.parse(row.at)} format="absolute" />, align: "end" },
];

/** What a point of the series is made of: the one where the anomaly began, and its neighbours. */
export function FindingRows({ detail }: { readonly detail: FindingDetail }): ReactNode {
  const { finding, points } = detail;
  const [at, setAt] = useState(finding.onsetAt);
  const state = useTableState();
  const query = useQuery({
    queryKey: anomalyKeys.rows(finding.id, at),
    queryFn: ({ signal }) => fetchAnomalyRows(finding.id, at, signal),
    placeholderData: keepPreviousData,
  });
  const index = points.findIndex((point) => point.at === at);
  const step = (by: number): ReactNode => {
    const next = index < 0 ? undefined : points[index + by]?.at;
    return (
      <Button size="compact-xs" variant="default" disabled={next === undefined} onClick={() => next && setAt(next)}>
        {by < 0 ? "Point before" : "Point after"}
      </Button>
    );
  };
  return (
    <Panel
      title="What a point is made of"
      description={query.data ? sentenceOf(query.data) : undefined}
      actions={
        <Group gap="xs">
          {step(-1)}
          {step(1)}
        </Group>
      }
      isFlush
    >
      <DataTable
        label="Rows of the point"
        columns={columns}
        rows={query.data?.items}
        rowId={(row) => `${row.kind} ${row.id}`}
        state={state}
        isFetching={query.isFetching && query.isPlaceholderData}
        error={query.error}
        onRetry={() => void query.refetch()}
        empty={
          <EmptyState
            kind="nothing_yet"
            title="Nothing happened in this time"
            description="A count is 0 then; a share or a duration is unknown."
          />
        }
      />
    </Panel>
  );
}

function Outcome({ hasFailed }: { readonly hasFailed: boolean | null }): ReactNode {
  if (hasFailed === null) return "–";
  return <StatusBadge status={hasFailed ? "failed" : "healthy"} label={hasFailed ? "Failed" : "Fine"} />;
}

function sentenceOf({ from, to, zone, measure, said, value, total, items }: AnomalyRows): string {
  const words = (one: number | null) => (one === null ? "unknown" : formatSeriesValue(measure, one));
  const time = `${local(from, zone)} to ${local(to, zone)} in ${zone}`;
  const later =
    said === value || said === null ? "" : `; it was ${words(said)} when it was looked at, more was told since`;
  const shown = items.length < total ? ` The newest ${items.length} of ${total} rows.` : "";
  return `${time}: ${words(value)}, from ${total} ${total === 1 ? "row" : "rows"}${later}.${shown}`;
}

function local(at: string, timeZone: string): string {
  const shape = { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;
  return new Intl.DateTimeFormat("en-GB", { timeZone, ...shape }).format(Date.parse(at));
}
