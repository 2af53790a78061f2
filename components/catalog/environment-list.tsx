"use client";

import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
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
import type { Occupancy } from "@/lib/reservations/contract";
import { fetchOccupancy, reservationKeys } from "@/lib/reservations/queries";
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
  const occupancy = useQuery({
    queryKey: reservationKeys.occupancy,
    queryFn: ({ signal }) => fetchOccupancy(signal),
    refetchInterval: 30_000,
  });
  const occupied = useMemo(() => new Map(occupancy.data?.items.map((one) => [one.environment, one])), [occupancy.data]);
  const columns = useMemo(() => columnsOf(missing, occupied, setOpen), [missing, occupied]);
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

function Occupied({ one }: { readonly one: Occupancy["items"][number] | undefined }): ReactNode {
  if (!one || (one.active.length === 0 && one.waiting === 0)) return <span className={classes.muted}>Free</span>;
  const waits = one.waiting === 0 ? "" : `${one.waiting} ${one.waiting === 1 ? "waits" : "wait"}`;
  return (
    <span className={classes.name}>
      {one.active.length === 0 ? "Free now" : `${one.active[0]}${one.isAlone ? "" : " (shared)"}`}
      <span className={classes.slug}>
        {[one.active.length > 1 ? `and ${one.active.length - 1} more` : "", waits].filter(Boolean).join(" · ")}
      </span>
    </span>
  );
}

function columnsOf(
  missing: string | null,
  occupied: ReadonlyMap<string, Occupancy["items"][number]>,
  onEdit: (environment: EnvironmentView) => void,
): readonly DataTableColumn<EnvironmentView>[] {
  return [
    {
      id: "name",
      header: "Environment",
      cell: (row) => (
        <span className={classes.name}>
          <Link href={`/environments/${row.slug}`}>
            <strong>{row.name}</strong>
          </Link>
          <span className={classes.slug}>{row.slug}</span>
        </span>
      ),
    },
    { id: "kind", header: "Kind", cell: (row) => row.kind },
    { id: "held", header: "Reserved", cell: (row) => <Occupied one={occupied.get(row.slug)} /> },
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
