"use client";

import { Button } from "@mantine/core";
import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { type ReactNode, useMemo, useState } from "react";
import { useEnvironmentChoices, useServiceChoices } from "@/components/catalog/use-place-choices";
import { NothingMatches } from "@/components/data-table/clear-filters";
import { DataTable } from "@/components/data-table/data-table";
import type { DataTableColumn } from "@/components/data-table/data-table-column";
import { ExportMenu } from "@/components/data-table/export-menu";
import { ChoiceFilter } from "@/components/data-table/table-filters";
import { useTableState } from "@/components/data-table/use-table-state";
import { isFiltering, useUrlFilter } from "@/components/data-table/use-url-filter";
import { ConfirmAction } from "@/components/feedback/confirm-action";
import { DisabledReason } from "@/components/feedback/disabled-reason";
import { EmptyState } from "@/components/feedback/empty-state";
import { StatusBadge } from "@/components/feedback/status-badge";
import { Time } from "@/components/feedback/time";
import { PageHeader } from "@/components/layout/page-header";
import { Panel } from "@/components/ui/panel";
import type { DifferenceView } from "@/lib/cmdb/contract";
import {
  differenceFilterNames,
  differenceQuery,
  fetchDifferences,
  fetchReconciliation,
  reconciliationKeys,
} from "@/lib/cmdb/queries";
import { permissions, whoMay } from "@/lib/platform/auth/permissions";
import { callAction, type ServerAction } from "@/lib/platform/http/action-client";
import { CmdbSources } from "./cmdb-sources";
import classes from "./reconciliation.module.css";
import { differenceStatus, kindWords, reconciliationAnswer } from "./reconciliation-words";

interface Decision {
  readonly id: string;
  readonly revision: number;
  readonly reason: string;
}

export interface ReconciliationViewProps {
  readonly held: readonly string[];
  readonly accept: ServerAction<Decision, { readonly state: "accepted" }>;
  readonly reopen: ServerAction<Decision, { readonly state: "open" }>;
  readonly compare: ServerAction<Record<string, never>, { readonly requested: true }>;
  readonly bring: ServerAction<{ readonly connection: string; readonly csv: string }, { readonly items: number }>;
  readonly read: ServerAction<{ readonly connection: string }, { readonly requested: true }>;
}

const kindChoices = Object.entries(kindWords).map(([value, label]) => ({ value, label }));
const stateChoices = [
  { value: "all", label: "All states" },
  { value: "accepted", label: "Accepted" },
  { value: "fixed", label: "Fixed" },
];

/** Where pipelines, CMDB and what runs do not agree, as work to do. */
export function ReconciliationView(props: ReconciliationViewProps): ReactNode {
  const { held, compare } = props;
  const queryClient = useQueryClient();
  const status = useQuery({
    queryKey: reconciliationKeys.status,
    queryFn: ({ signal }) => fetchReconciliation(signal),
    refetchInterval: 15_000,
  });
  const mayWrite = held.includes("reconciliation:write");
  const reason = mayWrite
    ? null
    : `Needs ${whoMay("reconciliation:write")} to ${permissions["reconciliation:write"].does}.`;
  return (
    <>
      <PageHeader
        title="Reconciliation"
        answer={status.data ? reconciliationAnswer(status.data) : undefined}
        actions={
          <DisabledReason reason={reason}>
            <Button
              onClick={() =>
                void callAction(compare, {}).then(() =>
                  queryClient.invalidateQueries({ queryKey: reconciliationKeys.status }),
                )
              }
            >
              Compare now
            </Button>
          </DisabledReason>
        }
      />
      <div className={classes.stack}>
        <CmdbSources status={status.data} reason={reason} bring={props.bring} read={props.read} />
        <Differences {...props} reason={reason} />
      </div>
    </>
  );
}

function Differences(props: ReconciliationViewProps & { readonly reason: string | null }): ReactNode {
  const filter = useUrlFilter(differenceFilterNames);
  const state = useTableState();
  const services = useServiceChoices();
  const environments = useEnvironmentChoices();
  const [decided, setDecided] = useState<DifferenceView | null>(null);
  const { reason } = props;
  const columns = useMemo(() => columnsOf(reason, setDecided), [reason]);
  const differences = useQuery({
    queryKey: reconciliationKeys.list(filter),
    queryFn: ({ signal }) => fetchDifferences(filter, signal),
    placeholderData: keepPreviousData,
    refetchInterval: 15_000,
  });
  return (
    <Panel isFlush>
      <DataTable
        label="Differences"
        columns={columns}
        rows={differences.data?.items}
        rowId={(row) => row.id}
        state={state}
        pagination={{ kind: "cursor", nextCursor: differences.data?.nextCursor ?? null }}
        isFetching={differences.isFetching}
        error={differences.error}
        onRetry={() => void differences.refetch()}
        empty={isFiltering(filter) ? <NothingMatches what="differences" /> : <NoDifferences />}
        toolbar={
          <>
            <ChoiceFilter name="state" label="Open" options={stateChoices} />
            <ChoiceFilter name="kind" label="Any difference" options={kindChoices} />
            <ChoiceFilter name="service" label="Service" options={services} />
            <ChoiceFilter name="environment" label="Environment" options={environments} />
            <ExportMenu rows="differences" query={differenceQuery(filter)} />
          </>
        }
      />
      {decided ? <WorkOff {...props} difference={decided} onClose={() => setDecided(null)} /> : null}
    </Panel>
  );
}

function NoDifferences(): ReactNode {
  return (
    <EmptyState
      kind="nothing_yet"
      title="No open difference was found"
      description="The sentence above says what was compared, and what could not be."
    />
  );
}

function columnsOf(
  reason: string | null,
  decide: (difference: DifferenceView) => void,
): readonly DataTableColumn<DifferenceView>[] {
  return [
    {
      id: "what",
      header: "Difference",
      cell: (row) => (
        <span className={classes.two}>
          <span>{kindWords[row.kind]}</span>
          <span className={classes.second}>{row.sentence}</span>
        </span>
      ),
    },
    {
      id: "service",
      header: "Service",
      cell: (row) => (
        <span className={classes.two}>
          {row.serviceSlug ? (
            <Link href={`/services/${row.serviceSlug}`}>{row.service}</Link>
          ) : (
            <span>{row.service}</span>
          )}
          <span className={classes.second}>{row.environment}</span>
        </span>
      ),
    },
    { id: "cmdb", header: "CMDB", cell: (row) => <Side text={row.cmdb} /> },
    { id: "pipeline", header: "Pipeline", cell: (row) => <Side text={row.pipeline} /> },
    { id: "observed", header: "Runs", cell: (row) => <Side text={row.observed} />, isWideOnly: true },
    {
      id: "state",
      header: "State",
      cell: (row) => (
        <span className={classes.two}>
          <StatusBadge {...differenceStatus(row.state)} />
          {row.reason ? <span className={classes.second}>{`${row.decidedBy}: ${row.reason}`}</span> : null}
        </span>
      ),
    },
    { id: "since", header: "Since", cell: (row) => <Time atMs={Date.parse(row.firstSeenAt)} />, isWideOnly: true },
    {
      id: "work",
      header: "Work off",
      cell: (row) =>
        row.state === "fixed" ? null : (
          <DisabledReason reason={reason}>
            <Button
              size="xs"
              variant="default"
              onClick={() => decide(row)}
              aria-label={`${row.state === "open" ? "Accept" : "Reopen"}: ${row.service}, ${kindWords[row.kind]}`}
            >
              {row.state === "open" ? "Accept" : "Reopen"}
            </Button>
          </DisabledReason>
        ),
    },
  ];
}

function Side({ text }: { readonly text: string | null }): ReactNode {
  return <span className={classes.mono}>{text ?? "–"}</span>;
}

function WorkOff(
  props: ReconciliationViewProps & { readonly difference: DifferenceView; readonly onClose: () => void },
): ReactNode {
  const { difference, onClose, accept, reopen } = props;
  const queryClient = useQueryClient();
  const isOpen = difference.state === "open";
  return (
    <ConfirmAction
      isOpen
      onClose={onClose}
      label={isOpen ? "Accept this difference" : "Reopen this difference"}
      changes={isOpen ? "It is no work any more while it says the same." : "It is work to do again."}
      where={`${difference.service} in ${difference.environment}`}
      blastRadius={difference.sentence}
      doesNotUndo={isOpen ? "Neither the CMDB nor what runs is changed." : undefined}
      tone="neutral"
      onConfirm={async (reason) => {
        const { id, revision } = difference;
        await callAction<Decision, { readonly state: string }>(isOpen ? accept : reopen, { id, revision, reason });
        await queryClient.invalidateQueries({ queryKey: ["reconciliation"] });
      }}
    />
  );
}
