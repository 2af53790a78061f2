"use client";

import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useMemo, useState } from "react";
import { DataTable } from "@/components/data-table/data-table";
import type { DataTableColumn } from "@/components/data-table/data-table-column";
import { useTableState } from "@/components/data-table/use-table-state";
import { DisabledReason } from "@/components/feedback/disabled-reason";
import { EmptyState } from "@/components/feedback/empty-state";
import { PageHeader } from "@/components/layout/page-header";
import { Panel } from "@/components/ui/panel";
import type { EnvironmentView } from "@/lib/catalog/contract";
import { environmentKeys, fetchEnvironments } from "@/lib/catalog/queries";
import { whoMay } from "@/lib/platform/auth/permissions";
import classes from "./catalog.module.css";
import { EnvironmentDialog, type EnvironmentDialogActions } from "./environment-dialog";

export interface EnvironmentListProps extends EnvironmentDialogActions {
  readonly canWrite: boolean;
}

/** The places where services run, in the order in which a change reaches them. */
export function EnvironmentList({ canWrite, create, edit }: EnvironmentListProps): ReactNode {
  const state = useTableState();
  // Undefined: closed. Null: a new one.
  const [open, setOpen] = useState<EnvironmentView | null | undefined>();
  const environments = useQuery({
    queryKey: environmentKeys.list,
    queryFn: ({ signal }) => fetchEnvironments(signal),
  });
  const missing = canWrite ? null : `Needs ${whoMay("environment:write")}.`;
  const columns = useMemo(() => columnsOf(missing, setOpen), [missing]);
  const createButton = (
    <DisabledReason reason={missing}>
      <Button leftSection={<IconPlus size={14} />} onClick={() => setOpen(null)}>
        New environment
      </Button>
    </DisabledReason>
  );
  return (
    <>
      <PageHeader
        title="Environments"
        answer="A change reaches them from the top to the bottom."
        actions={createButton}
      />
      <Panel isFlush>
        <DataTable
          label="Environments"
          columns={columns}
          rows={environments.data?.items}
          rowId={(row) => row.id}
          state={state}
          isFetching={environments.isFetching}
          error={environments.error}
          onRetry={() => void environments.refetch()}
          empty={
            <EmptyState
              kind="nothing_yet"
              title="No environments yet"
              description="An environment is a place where services run, for example staging or production."
              actions={createButton}
            />
          }
        />
      </Panel>
      <EnvironmentDialog open={open} onClose={() => setOpen(undefined)} create={create} edit={edit} />
    </>
  );
}

function columnsOf(
  missing: string | null,
  onEdit: (environment: EnvironmentView) => void,
): readonly DataTableColumn<EnvironmentView>[] {
  return [
    {
      id: "name",
      header: "Environment",
      cell: (row) => (
        <span className={classes.name}>
          <strong>{row.name}</strong>
          <span className={classes.slug}>{row.slug}</span>
        </span>
      ),
    },
    { id: "kind", header: "Kind", cell: (row) => row.kind },
    { id: "rank", header: "Rank", cell: (row) => row.rank, align: "end" },
    { id: "targets", header: "Targets", cell: (row) => row.targets, align: "end" },
    { id: "openRollouts", header: "Open rollouts", cell: (row) => row.openRollouts, align: "end" },
    {
      id: "edit",
      header: "Actions",
      align: "end",
      cell: (row) => (
        <DisabledReason reason={missing}>
          <Button size="compact-xs" variant="default" onClick={() => onEdit(row)} aria-label={`Edit ${row.name}`}>
            Edit
          </Button>
        </DisabledReason>
      ),
    },
  ];
}
