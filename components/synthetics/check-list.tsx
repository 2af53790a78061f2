"use client";

import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import type { ReactNode } from "react";
import { DataTable } from "@/components/data-table/data-table";
import type { DataTableColumn } from "@/components/data-table/data-table-column";
import { useTableState } from "@/components/data-table/use-table-state";
import { DisabledReason } from "@/components/feedback/disabled-reason";
import { Duration } from "@/components/feedback/duration";
import { EmptyState } from "@/components/feedback/empty-state";
import { StatusBadge } from "@/components/feedback/status-badge";
import { Time } from "@/components/feedback/time";
import { PageHeader } from "@/components/layout/page-header";
import { Panel } from "@/components/ui/panel";
import { whoMay } from "@/lib/platform/auth/permissions";
import type { CheckView } from "@/lib/synthetics/contract";
import { fetchChecks, syntheticKeys } from "@/lib/synthetics/queries";
import { RunStrip } from "./run-strip";
import { bandBadge, listAnswer } from "./synthetic-words";
import classes from "./synthetics.module.css";

const columns: readonly DataTableColumn<CheckView>[] = [
  {
    id: "name",
    header: "Check",
    width: "30%",
    cell: (row) => (
      <span className={classes.two}>
        {row.name}
        <span className={classes.muted}>
          {row.service.name} · {row.environment.name} ·{" "}
          {row.journey.steps.length === 1 ? "1 step" : `${row.journey.steps.length} steps`}
        </span>
      </span>
    ),
  },
  { id: "band", header: "State", cell: (row) => <StatusBadge {...bandBadge(row.band)} /> },
  { id: "strip", header: "Last runs", cell: (row) => <RunStrip strip={row.strip} /> },
  { id: "took", header: "Took", align: "end", cell: (row) => <Took row={row} /> },
  { id: "last", header: "Last run", cell: (row) => <Last row={row} />, isWideOnly: true },
  { id: "every", header: "Every", align: "end", cell: (row) => <Duration ms={row.intervalMs} />, isWideOnly: true },
];

function Took({ row }: { readonly row: CheckView }): ReactNode {
  const last = row.strip.find(({ outcome }) => outcome === "passed");
  return last?.durationMs === undefined || last.durationMs === null ? (
    <span className={classes.muted}>no data</span>
  ) : (
    <Duration ms={last.durationMs} />
  );
}

function Last({ row }: { readonly row: CheckView }): ReactNode {
  const last = row.strip[0];
  return last ? <Time atMs={Date.parse(last.at)} /> : <span className={classes.muted}>never</span>;
}

/** Journeys that are made on a schedule, with how they are. */
export function CheckListScreen({ held }: { readonly held: readonly string[] }): ReactNode {
  const state = useTableState();
  const checks = useQuery({
    queryKey: syntheticKeys.list,
    queryFn: ({ signal }) => fetchChecks(signal),
    refetchInterval: 10_000,
  });
  return (
    <>
      <PageHeader
        title="Synthetic checks"
        answer={checks.data ? listAnswer(checks.data) : undefined}
        actions={<AddButton held={held} />}
      />
      <Panel isFlush>
        <DataTable
          label="Synthetic checks"
          columns={columns}
          rows={checks.data}
          rowId={(row) => row.id}
          rowHref={(row) => `/synthetics/${row.slug}`}
          state={state}
          error={checks.error}
          onRetry={() => void checks.refetch()}
          empty={
            <EmptyState
              kind="nothing_yet"
              title="No synthetic check yet"
              description="A check makes a journey of requests as a user would, and tells whether it still works: every minute, and before and after each rollout."
              actions={<AddButton held={held} />}
            />
          }
        />
      </Panel>
    </>
  );
}

function AddButton({ held }: { readonly held: readonly string[] }): ReactNode {
  const icon = <IconPlus size={14} stroke={2} />;
  if (held.includes("slo:write")) {
    return (
      <Button component={Link} href="/synthetics/new" leftSection={icon}>
        Add a check
      </Button>
    );
  }
  return (
    <DisabledReason reason={`Needs ${whoMay("slo:write")}.`}>
      <Button leftSection={icon}>Add a check</Button>
    </DisabledReason>
  );
}
