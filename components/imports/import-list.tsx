"use client";

import { Button } from "@mantine/core";
import { IconUpload } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
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
import type { ImportView } from "@/lib/imports/contract";
import { fetchImports, importKeys } from "@/lib/imports/queries";
import { permissions, whoMay } from "@/lib/platform/auth/permissions";
import { formatWords, importStatus, sizeWords } from "./import-words";
import classes from "./imports.module.css";

const whole = new Intl.NumberFormat("en");

const columns: readonly DataTableColumn<ImportView>[] = [
  {
    id: "file",
    header: "File",
    cell: (row) => (
      <span className={classes.two}>
        <span>{row.fileName}</span>
        <span className={classes.second}>
          {formatWords[row.format]} · {sizeWords(row.sizeBytes)}
        </span>
      </span>
    ),
  },
  { id: "state", header: "State", width: "11rem", cell: (row) => <StatusBadge {...importStatus(row.state)} /> },
  { id: "source", header: "Source", cell: (row) => row.source.name, isWideOnly: true },
  {
    id: "records",
    header: "Records",
    align: "end",
    cell: (row) =>
      row.recordCount === null ? <span className={classes.muted}>–</span> : whole.format(row.recordCount),
  },
  { id: "new", header: "New facts", align: "end", cell: (row) => whole.format(row.newFactCount) },
  { id: "faults", header: "Faults", align: "end", cell: (row) => whole.format(row.faultCount), isWideOnly: true },
  { id: "by", header: "By", cell: (row) => row.createdBy, isWideOnly: true },
  { id: "at", header: "Brought", cell: (row) => <Time atMs={Date.parse(row.createdAt)} /> },
];

/** Who brought what of the past, and what came of it. */
export function ImportList({ held }: { readonly held: readonly string[] }): ReactNode {
  const state = useTableState();
  const imports = useQuery({
    queryKey: importKeys.list(state.cursor),
    queryFn: ({ signal }) => fetchImports(state.cursor, signal),
    placeholderData: keepPreviousData,
    refetchInterval: 10_000,
  });
  return (
    <>
      <PageHeader
        title="History imports"
        answer="Bring the past, so that there are baselines on day one. The same file twice changes nothing."
        actions={<BringButton held={held} />}
      />
      <Panel isFlush>
        <DataTable
          label="Imports"
          columns={columns}
          rows={imports.data?.items}
          rowId={(row) => row.id}
          rowHref={(row) => `/imports/${row.id}`}
          state={state}
          pagination={{ kind: "cursor", nextCursor: imports.data?.nextCursor ?? null }}
          isFetching={imports.isFetching}
          error={imports.error}
          onRetry={() => void imports.refetch()}
          empty={
            <EmptyState
              kind="nothing_yet"
              title="Nothing was imported yet"
              description="Bring a table or an export of GitHub, GitLab, Jenkins, PagerDuty or DevLake; or read a repository where it is:"
              command="signalbox import git --repo . --service checkout --environment production"
              actions={<BringButton held={held} />}
            />
          }
        />
      </Panel>
    </>
  );
}

function BringButton({ held }: { readonly held: readonly string[] }): ReactNode {
  const icon = <IconUpload size={14} stroke={2} />;
  if (held.includes("catalog:import")) {
    return (
      <Button component={Link} href="/imports/new" leftSection={icon}>
        Bring a file
      </Button>
    );
  }
  return (
    <DisabledReason reason={`Needs ${whoMay("catalog:import")} to ${permissions["catalog:import"].does}.`}>
      <Button leftSection={icon}>Bring a file</Button>
    </DisabledReason>
  );
}
