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
import { EmptyState } from "@/components/feedback/empty-state";
import { StatusBadge } from "@/components/feedback/status-badge";
import { Time } from "@/components/feedback/time";
import { PageHeader } from "@/components/layout/page-header";
import { Panel } from "@/components/ui/panel";
import { permissions, whoMay } from "@/lib/platform/auth/permissions";
import { fetchSources, sourceKeys } from "@/lib/telemetry/queries";
import type { SourceView } from "@/lib/telemetry/source-contract";
import { reliabilityBadge } from "./reliability-words";
import { sourceKinds } from "./source-values";
import classes from "./sources.module.css";

/** Where numbers come from, beside the data planes' own counters. */
export function SourcesView({ held }: { readonly held: readonly string[] }): ReactNode {
  const sources = useQuery({ queryKey: sourceKeys.list, queryFn: ({ signal }) => fetchSources(signal) });
  const state = useTableState();
  return (
    <>
      <PageHeader
        title="Metric sources"
        answer={sources.data ? answerOf(sources.data) : undefined}
        actions={<NewSourceButton held={held} />}
      />
      <Panel isFlush>
        <DataTable
          label="Metric sources"
          columns={columns}
          rows={sources.data}
          rowId={(row) => row.id}
          rowHref={(row) => `/sources/${row.slug}`}
          state={state}
          error={sources.error}
          onRetry={() => void sources.refetch()}
          empty={
            <EmptyState
              kind="nothing_yet"
              title="No metric source yet"
              description="HAProxy and the edge bring counters of their own. Add Prometheus, or a JSON document, for everything else."
              actions={<NewSourceButton held={held} />}
            />
          }
        />
      </Panel>
    </>
  );
}

function answerOf(sources: readonly SourceView[]): string {
  const used = sources.filter((source) => source.targets.length > 0).length;
  const count = sources.length === 1 ? "1 metric source" : `${sources.length} metric sources`;
  return sources.length === 0
    ? "Only the data planes' own counters are used."
    : `${count}, ${used} of them ${used === 1 ? "observes" : "observe"} a target.`;
}

function NewSourceButton({ held }: { readonly held: readonly string[] }): ReactNode {
  const icon = <IconPlus size={14} stroke={2} />;
  if (held.includes("target:write")) {
    return (
      <Button component={Link} href="/sources/new" leftSection={icon}>
        Add a source
      </Button>
    );
  }
  return (
    <DisabledReason reason={`Needs ${whoMay("target:write")} to ${permissions["target:write"].does}.`}>
      <Button leftSection={icon}>Add a source</Button>
    </DisabledReason>
  );
}

const columns: readonly DataTableColumn<SourceView>[] = [
  {
    id: "name",
    header: "Source",
    cell: (row) => (
      <span className={classes.two}>
        <span>{row.name}</span>
        <span className={classes.second}>{row.slug}</span>
      </span>
    ),
  },
  { id: "kind", header: "Kind", width: "9rem", cell: (row) => sourceKinds[row.config.kind] },
  {
    id: "url",
    header: "Address",
    cell: (row) => (
      <span className={`${classes.second} ${classes.mono}`} title={row.config.url}>
        {row.config.url}
      </span>
    ),
  },
  {
    id: "targets",
    header: "Observes",
    width: "9rem",
    cell: (row) => (row.targets.length === 1 ? "1 target" : `${row.targets.length} targets`),
  },
  {
    id: "reliability",
    header: "Told in 24 hours",
    width: "11rem",
    cell: (row) => <StatusBadge {...reliabilityBadge(row.reliability)} />,
  },
  {
    id: "updated",
    header: "Changed",
    width: "8rem",
    isWideOnly: true,
    cell: (row) => <Time atMs={Date.parse(row.updatedAt)} />,
  },
];
