"use client";

import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { type ReactNode, useState } from "react";
import { DataTable } from "@/components/data-table/data-table";
import type { DataTableColumn } from "@/components/data-table/data-table-column";
import { useTableState } from "@/components/data-table/use-table-state";
import { ConfirmAction } from "@/components/feedback/confirm-action";
import { DisabledReason } from "@/components/feedback/disabled-reason";
import { EmptyState } from "@/components/feedback/empty-state";
import type { Status } from "@/components/feedback/status";
import { StatusBadge } from "@/components/feedback/status-badge";
import { Time } from "@/components/feedback/time";
import { PageHeader } from "@/components/layout/page-header";
import { Panel } from "@/components/ui/panel";
import { whoMay } from "@/lib/platform/auth/permissions";
import { callAction, type ServerAction } from "@/lib/platform/http/action-client";
import type { VendorTermsView } from "@/lib/slos/dependency-contract";
import { fetchVendorTerms, vendorTermsKey } from "@/lib/slos/queries";
import classes from "./slos.module.css";
import { VendorDialog, type VendorDialogActions } from "./vendor-dialog";

const states: Readonly<Record<VendorTermsView["state"], { readonly status: Status; readonly label: string }>> = {
  in_force: { status: "healthy", label: "In force" },
  not_yet: { status: "neutral", label: "Not yet" },
  over: { status: "at_risk", label: "Over" },
  retired: { status: "neutral", label: "Ended" },
};

export interface VendorListProps extends VendorDialogActions {
  readonly canWrite: boolean;
  readonly retire: ServerAction<
    { readonly slug: string; readonly revision: number; readonly reason: string },
    VendorTermsView
  >;
}

/** What vendors promise, and which objectives stand on it. */
export function VendorList({ canWrite, retire, ...actions }: VendorListProps): ReactNode {
  const queryClient = useQueryClient();
  const state = useTableState();
  const [open, setOpen] = useState<VendorTermsView | null | undefined>(undefined);
  const [ending, setEnding] = useState<VendorTermsView | null>(null);
  const terms = useQuery({ queryKey: vendorTermsKey, queryFn: ({ signal }) => fetchVendorTerms(signal) });
  const reason = canWrite ? null : `Needs ${whoMay("slo:write")}.`;
  const createButton = (
    <DisabledReason reason={reason}>
      <Button leftSection={<IconPlus size={14} />} onClick={() => setOpen(null)}>
        New terms
      </Button>
    </DisabledReason>
  );
  async function confirm(why: string): Promise<void> {
    if (!ending) return;
    await callAction(retire, { slug: ending.slug, revision: ending.revision, reason: why });
    await queryClient.invalidateQueries({ queryKey: ["objective"] });
  }
  const rows = terms.data?.items;
  return (
    <>
      <PageHeader
        title="Vendors"
        breadcrumbs={<Link href="/slos">SLOs</Link>}
        answer={answerOf(rows)}
        actions={createButton}
      />
      <Panel isFlush>
        <DataTable
          label="Terms of vendors"
          columns={columnsOf({ reason, edit: setOpen, end: setEnding })}
          rows={rows}
          rowId={(row) => row.slug}
          state={state}
          isFetching={terms.isFetching}
          error={terms.error}
          onRetry={() => void terms.refetch()}
          empty={
            <EmptyState
              kind="nothing_yet"
              title="No vendor promises anything here yet"
              description="Add the terms of what services stand on, so that objectives can be weighed against them."
              actions={createButton}
            />
          }
        />
      </Panel>
      <VendorDialog {...actions} open={open} onClose={() => setOpen(undefined)} />
      {ending ? (
        <ConfirmAction
          isOpen
          onClose={() => setEnding(null)}
          label={`End ${ending.name}`}
          changes={`${ending.vendor} no longer promises ${ending.promisedPercent} %. Objectives that stand on it stand on nothing that is promised.`}
          where={ending.objectives.join(", ") || "no objective"}
          blastRadius={`${ending.objectives.length} objectives.`}
          doesNotUndo="What the terms said stays in the audit log."
          isReasonRequired
          onConfirm={confirm}
        />
      ) : null}
    </>
  );
}

function answerOf(rows: readonly VendorTermsView[] | undefined): string | undefined {
  if (!rows || rows.length === 0) return undefined;
  const over = rows.filter((row) => row.state === "over").length;
  const stands = rows.filter((row) => row.objectives.length > 0).length;
  const all = rows.length === 1 ? "One vendor's terms are kept" : `Terms of vendors: ${rows.length}`;
  return `${all}; carrying objectives: ${stands}${over > 0 ? `; over: ${over}` : ""}.`;
}

interface RowActions {
  readonly reason: string | null;
  readonly edit: (row: VendorTermsView) => void;
  readonly end: (row: VendorTermsView) => void;
}

function columnsOf({ reason, edit, end }: RowActions): readonly DataTableColumn<VendorTermsView>[] {
  return [
    {
      id: "name",
      header: "Terms",
      cell: (row) => (
        <span className={classes.name}>
          {row.reference ? <a href={row.reference}>{row.name}</a> : row.name}
          <span className={classes.muted}>{row.vendor}</span>
        </span>
      ),
      width: "22%",
    },
    { id: "state", header: "State", cell: (row) => <StatusBadge {...states[row.state]} /> },
    { id: "promised", header: "Promised", align: "end", cell: (row) => `${row.promisedPercent} %` },
    {
      id: "until",
      header: "Until",
      cell: (row) => (row.validUntil ? <Time atMs={Date.parse(row.validUntil)} format="absolute" /> : "open end"),
    },
    { id: "fallback", header: "When it is not kept", cell: (row) => row.fallback, width: "26%" },
    {
      id: "objectives",
      header: "Carries",
      cell: (row) =>
        row.objectives.length === 0 ? (
          <span className={classes.muted}>nothing</span>
        ) : (
          row.objectives.map((slug) => (
            <div key={slug}>
              <Link href={`/slos/${slug}`}>{slug}</Link>
            </div>
          ))
        ),
    },
    {
      id: "actions",
      header: "Actions",
      cell: (row) => (
        <DisabledReason reason={reason}>
          <Button.Group>
            <Button size="compact-sm" variant="default" onClick={() => edit(row)} aria-label={`Edit ${row.name}`}>
              Edit
            </Button>
            <Button size="compact-sm" variant="default" onClick={() => end(row)} aria-label={`End ${row.name}`}>
              End
            </Button>
          </Button.Group>
        </DisabledReason>
      ),
    },
  ];
}
