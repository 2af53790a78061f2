"use client";

import { Button, SegmentedControl } from "@mantine/core";
import { type ReactNode, useMemo, useState } from "react";
import { ShareBar } from "@/components/charts/share-bar";
import { Sparkline } from "@/components/charts/sparkline";
import { DataTable } from "@/components/data-table/data-table";
import type { DataTableColumn } from "@/components/data-table/data-table-column";
import { ChoiceFilter, SearchFilter } from "@/components/data-table/table-filters";
import { useTableState } from "@/components/data-table/use-table-state";
import { EmptyState } from "@/components/feedback/empty-state";
import { StatusBadge } from "@/components/feedback/status-badge";
import { Time } from "@/components/feedback/time";
import { usePreferences } from "@/components/layout/preferences";
import { Panel } from "@/components/ui/panel";
import { ApiError } from "@/lib/platform/http/api-client";
import { type SpecimenRow, specimenRows } from "./specimen";

type View = "rows" | "loading" | "empty" | "error";

const failure = new ApiError({
  code: "upstream_timeout",
  status: 504,
  title: "Prometheus did not answer in time",
  detail: "It was asked for 3 series and given 5 s. The rollouts go on; they hold their weight meanwhile.",
  reasons: [],
  requestId: "01JD9Z4T6R8Q",
  current: undefined,
});

export function TableSpecimens({ nowMs }: { readonly nowMs: number }): ReactNode {
  const [view, setView] = useState<View>("rows");
  const { preferences, setPreferences } = usePreferences();
  const state = useTableState({ defaultSort: { field: "startedAt", direction: "desc" } });
  const columns = useMemo(() => columnsOf(nowMs), [nowMs]);
  return (
    <Panel
      title="Rollouts"
      isFlush
      actions={
        <>
          <SegmentedControl
            size="xs"
            aria-label="State of the table"
            value={view}
            onChange={(value) => setView(value as View)}
            data={["rows", "loading", "empty", "error"]}
          />
          <SegmentedControl
            size="xs"
            aria-label="Density"
            value={preferences.density}
            onChange={(value) => setPreferences({ density: value === "compact" ? "compact" : "comfortable" })}
            data={["comfortable", "compact"]}
          />
        </>
      }
    >
      <DataTable
        label="Rollouts"
        columns={columns}
        rows={view === "rows" ? specimenRows : view === "empty" ? [] : undefined}
        rowId={(row) => row.id}
        rowHref={(row) => `/design?opened=${row.id}`}
        state={state}
        error={view === "error" ? failure : undefined}
        onRetry={() => setView("rows")}
        pagination={{ kind: "offset", total: 42, pageSize: specimenRows.length }}
        toolbar={
          <>
            <SearchFilter name="q" label="Search services" />
            <ChoiceFilter
              name="environment"
              label="Environment"
              options={[
                { value: "production", label: "Production" },
                { value: "staging", label: "Staging" },
              ]}
            />
          </>
        }
        empty={
          <EmptyState
            kind="nothing_matches"
            title="No rollout matches these filters"
            actions={
              <Button size="xs" variant="default" onClick={() => setView("rows")}>
                Clear filters
              </Button>
            }
          />
        }
      />
    </Panel>
  );
}

function columnsOf(nowMs: number): readonly DataTableColumn<SpecimenRow>[] {
  return [
    { id: "service", header: "Service", sort: "asc", cell: (row) => row.service },
    { id: "version", header: "Version", cell: (row) => <span className="tabular">{row.version}</span> },
    { id: "environment", header: "Environment", sort: "asc", cell: (row) => row.environment },
    { id: "status", header: "Status", cell: (row) => <StatusBadge status={row.status} label={row.word} /> },
    {
      id: "share",
      header: "Traffic",
      width: "11rem",
      cell: (row) => <ShareBar isCompact setPercent={row.setPercent} observedPercent={row.observedPercent} />,
    },
    {
      id: "errors",
      header: "Errors, 1 h",
      isWideOnly: true,
      cell: (row) => <Sparkline values={row.errorTrend} label={`Errors of ${row.service}`} />,
    },
    {
      id: "startedAt",
      header: "Started",
      sort: "desc",
      align: "end",
      cell: (row) => <Time atMs={nowMs - row.startedMsAgo} />,
    },
  ];
}
