"use client";

import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { DataTable } from "@/components/data-table/data-table";
import type { DataTableColumn } from "@/components/data-table/data-table-column";
import { useTableState } from "@/components/data-table/use-table-state";
import { DisabledReason } from "@/components/feedback/disabled-reason";
import { EmptyState } from "@/components/feedback/empty-state";
import { StatusBadge } from "@/components/feedback/status-badge";
import { PageHeader } from "@/components/layout/page-header";
import { Panel } from "@/components/ui/panel";
import { whoMay } from "@/lib/platform/auth/permissions";
import type { BudgetPolicyView } from "@/lib/policies/contract";
import { budgetPolicyKeys, fetchBudgetPolicies } from "@/lib/policies/queries";
import classes from "./policies.module.css";
import { PolicyDialog, type PolicyDialogActions } from "./policy-dialog";
import { scopeWords, thresholdWords } from "./policy-words";

const columns: readonly DataTableColumn<BudgetPolicyView>[] = [
  {
    id: "name",
    header: "Policy",
    cell: (row) => (
      <span className={classes.name}>
        {row.name}
        <span className={classes.muted}>{scopeWords(row.definition)}</span>
      </span>
    ),
    width: "28%",
  },
  {
    id: "thresholds",
    header: "As the budget runs out",
    cell: ({ definition }) => (
      <span className={classes.name}>
        {definition.thresholds.map((threshold) => (
          <span key={threshold.leftPercent}>{thresholdWords(threshold)}</span>
        ))}
      </span>
    ),
  },
  {
    id: "acting",
    header: "Does",
    cell: ({ definition }) =>
      definition.isActing ? (
        <StatusBadge status="progressing" label="Acts" />
      ) : (
        <StatusBadge status="neutral" label="Only tells" />
      ),
  },
  { id: "services", header: "Services", align: "end", cell: (row) => row.serviceCount },
  { id: "version", header: "Version", align: "end", cell: (row) => row.version, isWideOnly: true },
];

export interface PoliciesViewProps extends PolicyDialogActions {
  readonly canWrite: boolean;
}

/** Every error-budget policy in force. */
export function PoliciesView({ canWrite, ...actions }: PoliciesViewProps): ReactNode {
  const state = useTableState();
  const [isOpen, setIsOpen] = useState(false);
  const policies = useQuery({
    queryKey: budgetPolicyKeys.list,
    queryFn: ({ signal }) => fetchBudgetPolicies(signal),
    placeholderData: keepPreviousData,
  });
  const rows = policies.data?.items;
  const createButton = (
    <DisabledReason reason={canWrite ? null : `Needs ${whoMay("budget:write")}.`}>
      <Button leftSection={<IconPlus size={14} />} onClick={() => setIsOpen(true)}>
        New policy
      </Button>
    </DisabledReason>
  );
  return (
    <>
      <PageHeader title="Budget policies" answer={answerOf(rows)} actions={createButton} />
      <Panel isFlush>
        <DataTable
          label="Budget policies"
          columns={columns}
          rows={rows}
          rowId={(row) => row.id}
          rowHref={(row) => `/policies/${row.slug}`}
          state={state}
          isFetching={policies.isFetching}
          error={policies.error}
          onRetry={() => void policies.refetch()}
          empty={
            <EmptyState
              kind="nothing_yet"
              title="No policy yet"
              description="A policy says what happens to releases as the error budget of a service runs out: slow down, ask, freeze. Without one, budgets are only shown."
              actions={createButton}
            />
          }
        />
      </Panel>
      <PolicyDialog {...actions} open={isOpen ? null : undefined} onClose={() => setIsOpen(false)} />
    </>
  );
}

function answerOf(rows: readonly BudgetPolicyView[] | undefined): string | undefined {
  if (!rows || rows.length === 0) return undefined;
  const acting = rows.filter(({ definition }) => definition.isActing).length;
  const telling = rows.length - acting;
  const says = telling === 0 ? "" : ` ${telling} only ${telling === 1 ? "tells" : "tell"}.`;
  return `${acting} of ${rows.length} ${rows.length === 1 ? "policy" : "policies"} ${acting === 1 ? "acts" : "act"} on releases.${says}`;
}
