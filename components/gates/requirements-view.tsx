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
import { StatusBadge } from "@/components/feedback/status-badge";
import { PageHeader } from "@/components/layout/page-header";
import { Panel } from "@/components/ui/panel";
import type { RequirementView } from "@/lib/gates/contract";
import { titleOfKind } from "@/lib/gates/domain/gate-kinds";
import { fetchRequirements, gateKeys } from "@/lib/gates/queries";
import { whoMay } from "@/lib/platform/auth/permissions";
import { callAction, type ServerAction } from "@/lib/platform/http/action-client";
import { ruleWords, scopeWords } from "./gate-words";
import classes from "./gates.module.css";
import { RequirementDialog, type RequirementDialogProps } from "./requirement-dialog";

export interface RequirementsViewProps extends Pick<RequirementDialogProps, "set"> {
  readonly canWrite: boolean;
  readonly remove: ServerAction<
    { readonly id: string; readonly revision: number; readonly reason: string },
    { readonly id: string }
  >;
}

/** What is asked of versions before they go on, for tiers and environments. */
export function RequirementsView({ canWrite, set, remove }: RequirementsViewProps): ReactNode {
  const state = useTableState();
  const [open, setOpen] = useState<RequirementView | null | undefined>(undefined);
  const [going, setGoing] = useState<RequirementView | null>(null);
  const queryClient = useQueryClient();
  const requirements = useQuery({
    queryKey: gateKeys.requirements,
    queryFn: ({ signal }) => fetchRequirements(signal),
  });
  const who = canWrite ? null : `Needs ${whoMay("gate:write")}.`;
  const addButton = (
    <DisabledReason reason={who}>
      <Button leftSection={<IconPlus size={14} />} onClick={() => setOpen(null)}>
        New requirement
      </Button>
    </DisabledReason>
  );
  return (
    <>
      <PageHeader
        title="Requirements"
        breadcrumbs={<Link href="/gates">Gates</Link>}
        answer="Of several of one kind the most exact applies: tier and environment, then environment, then tier."
        actions={addButton}
      />
      <Panel isFlush>
        <DataTable
          label="Requirements"
          columns={columnsFor({ who, onEdit: setOpen, onRemove: setGoing })}
          rows={requirements.data?.items}
          rowId={(row) => row.id}
          state={state}
          isFetching={requirements.isFetching}
          error={requirements.error}
          onRetry={() => void requirements.refetch()}
          empty={
            <EmptyState
              kind="nothing_yet"
              title="Nothing is required yet"
              description="Windows, error budgets and one rollout at a time hold releases anyway. A requirement asks for more: tests, coverage, benchmarks, a ticket, approvals, the board."
            />
          }
        />
      </Panel>
      <RequirementDialog set={set} open={open} onClose={() => setOpen(undefined)} />
      <ConfirmAction
        isOpen={going !== null}
        onClose={() => setGoing(null)}
        label={`Remove requirement: ${titleOfKind(going?.kind ?? "")}`}
        changes="It is asked for no more. What it was stays in the audit log."
        where={going ? scopeWords(going) : ""}
        blastRadius={going ? ruleWords(going.rule) : ""}
        tone="danger"
        isReasonRequired
        onConfirm={async (reason) => {
          if (going) await callAction(remove, { id: going.id, revision: going.revision, reason });
          await queryClient.invalidateQueries({ queryKey: gateKeys.all });
        }}
      />
    </>
  );
}

interface RowActions {
  /** Why nothing can be changed; null when it can. */
  readonly who: string | null;
  readonly onEdit: (row: RequirementView) => void;
  readonly onRemove: (row: RequirementView) => void;
}

function columnsFor({ who, onEdit, onRemove }: RowActions): readonly DataTableColumn<RequirementView>[] {
  return [
    {
      id: "kind",
      header: "Requirement",
      cell: (row) => (
        <span className={classes.name}>
          {titleOfKind(row.kind)}
          <span className={classes.muted}>{ruleWords(row.rule)}</span>
        </span>
      ),
      width: "40%",
    },
    { id: "scope", header: "Where", cell: scopeWords },
    {
      id: "mode",
      header: "Does",
      cell: ({ mode }) =>
        mode === "required" ? (
          <StatusBadge status="progressing" label="Holds" />
        ) : (
          <StatusBadge status="neutral" label="Advises" />
        ),
    },
    { id: "by", header: "Set by", cell: (row) => row.createdBy, isWideOnly: true },
    {
      id: "actions",
      header: "Change",
      cell: (row) => (
        <span className={classes.buttons}>
          <DisabledReason reason={who}>
            <Button size="compact-xs" variant="default" onClick={() => onEdit(row)} aria-label={`Edit ${nameOf(row)}`}>
              Edit
            </Button>
          </DisabledReason>
          <DisabledReason reason={who}>
            <Button
              size="compact-xs"
              variant="default"
              onClick={() => onRemove(row)}
              aria-label={`Remove ${nameOf(row)}`}
            >
              Remove
            </Button>
          </DisabledReason>
        </span>
      ),
    },
  ];
}

function nameOf(row: RequirementView): string {
  return `${titleOfKind(row.kind)}, ${scopeWords(row)}`;
}
