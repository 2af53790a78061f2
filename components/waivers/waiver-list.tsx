"use client";

import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import Link from "next/link";
import type { ReactNode } from "react";
import { useEnvironmentChoices, useServiceChoices } from "@/components/catalog/use-place-choices";
import { useTeamChoices } from "@/components/catalog/use-team-choices";
import { NothingMatches } from "@/components/data-table/clear-filters";
import { DataTable } from "@/components/data-table/data-table";
import type { DataTableColumn } from "@/components/data-table/data-table-column";
import { ExportMenu } from "@/components/data-table/export-menu";
import { ChoiceFilter } from "@/components/data-table/table-filters";
import { useTableState } from "@/components/data-table/use-table-state";
import { isFiltering, useUrlFilter } from "@/components/data-table/use-url-filter";
import { DisabledReason } from "@/components/feedback/disabled-reason";
import { EmptyState } from "@/components/feedback/empty-state";
import { StatusBadge } from "@/components/feedback/status-badge";
import { Time } from "@/components/feedback/time";
import { PageHeader } from "@/components/layout/page-header";
import { Panel } from "@/components/ui/panel";
import { whoMay } from "@/lib/platform/auth/permissions";
import type { WaiverView } from "@/lib/waivers/contract";
import { fetchWaivers, waiverFilterNames, waiverKeys } from "@/lib/waivers/queries";
import { UsagePanel } from "./usage-panel";
import { kindNames, levelBadge, ruleText, stateBadge } from "./waiver-words";
import classes from "./waivers.module.css";

const columns: readonly DataTableColumn<WaiverView>[] = [
  {
    id: "reference",
    header: "Waiver",
    cell: (row) => (
      <span className={classes.name}>
        {row.reference} · {ruleText(row)}
        <span className={classes.muted}>{row.justification}</span>
      </span>
    ),
    width: "36%",
  },
  { id: "state", header: "State", cell: (row) => <StatusBadge {...stateBadge(row.state)} /> },
  {
    id: "place",
    header: "Where",
    cell: (row) => (
      <span className={classes.name}>
        {row.service.name}
        <span className={classes.muted}>{row.environment.name}</span>
      </span>
    ),
  },
  {
    id: "risk",
    header: "Risk",
    cell: (row) => (
      <StatusBadge {...levelBadge(row.riskLevel)} label={`${levelBadge(row.riskLevel).label}, ${row.riskScore}`} />
    ),
  },
  {
    id: "approvals",
    header: "Approvals",
    align: "end",
    cell: (row) => (
      <span className={classes.number}>
        {row.validApprovals} of {row.need.approvals}
      </span>
    ),
  },
  { id: "ends", header: "Ends", cell: (row) => <Time atMs={Date.parse(row.endsAt)} /> },
  {
    id: "renewals",
    header: "Renewals",
    align: "end",
    cell: (row) => <span className={classes.number}>{row.renewals}</span>,
    isWideOnly: true,
  },
  { id: "review", header: "Review", cell: (row) => <Review row={row} /> },
];

function Review({ row }: { readonly row: WaiverView }): ReactNode {
  const { duty, dueAt } = row.review;
  if (duty === "none") return <span className={classes.muted}>–</span>;
  if (duty === "done") return <span className={classes.muted}>Done</span>;
  return (
    <span className={classes.name}>
      <StatusBadge status="at_risk" label="Owed" />
      {dueAt ? (
        <span className={classes.muted}>
          due <Time atMs={Date.parse(dueAt)} />
        </span>
      ) : null}
    </span>
  );
}

const lists = [
  { value: "in_force", label: "In force" },
  { value: "waiting", label: "Waiting for approval" },
  { value: "mine", label: "Waiting for me" },
  { value: "debt", label: "Reviews owed" },
  { value: "ended", label: "Over" },
  { value: "draft", label: "Drafts" },
];
const kinds = Object.entries(kindNames).map(([value, label]) => ({ value, label }));

export interface WaiverListProps {
  readonly canRequest: boolean;
}

/** The registry of waivers, and how much they are used. */
export function WaiverList({ canRequest }: WaiverListProps): ReactNode {
  const filter = useUrlFilter(waiverFilterNames);
  const state = useTableState();
  const services = useServiceChoices();
  const environments = useEnvironmentChoices();
  const teams = useTeamChoices();
  const waivers = useQuery({
    queryKey: waiverKeys.list(filter),
    queryFn: ({ signal }) => fetchWaivers(filter, signal),
    placeholderData: keepPreviousData,
    refetchInterval: 30_000,
  });
  const request = <RequestButton canRequest={canRequest} />;
  return (
    <>
      <PageHeader title="Waivers" answer={answerOf(waivers.data?.items, filter.list)} actions={request} />
      <div className={classes.stack}>
        <Panel isFlush>
          <DataTable
            label="Waivers"
            columns={columns}
            rows={waivers.data?.items}
            rowId={(row) => row.id}
            rowHref={(row) => `/waivers/${row.id}`}
            state={state}
            pagination={{ kind: "cursor", nextCursor: waivers.data?.nextCursor ?? null }}
            isFetching={waivers.isFetching}
            error={waivers.error}
            onRetry={() => void waivers.refetch()}
            empty={isFiltering(filter) ? <NothingMatches what="waivers" /> : <NoWaivers action={request} />}
            toolbar={
              <>
                <ChoiceFilter name="list" label="All" options={lists} />
                <ChoiceFilter name="kind" label="Any rule" options={kinds} />
                <ChoiceFilter name="service" label="Service" options={services} />
                <ChoiceFilter name="environment" label="Environment" options={environments} />
                <ChoiceFilter name="team" label="Team" options={teams} />
                <ExportMenu rows="waivers" query={filter} />
              </>
            }
          />
        </Panel>
        <UsagePanel />
      </div>
    </>
  );
}

function RequestButton({ canRequest }: WaiverListProps): ReactNode {
  const icon = <IconPlus size={14} />;
  if (canRequest) {
    return (
      <Button component={Link} href="/waivers/new" leftSection={icon}>
        Ask for a waiver
      </Button>
    );
  }
  return (
    <DisabledReason reason={`Needs ${whoMay("waiver:request")}.`}>
      <Button leftSection={icon}>Ask for a waiver</Button>
    </DisabledReason>
  );
}

function answerOf(rows: readonly WaiverView[] | undefined, list: string | undefined): string | undefined {
  if (!rows || rows.length === 0 || list) return undefined;
  const count = (state: WaiverView["state"]) => rows.filter((row) => row.state === state).length;
  const owed = rows.filter((row) => row.review.duty === "owed").length;
  const inForce = count("in_force");
  const bent = inForce === 0 ? "No rule is bent" : inForce === 1 ? "One rule is bent" : `${inForce} rules are bent`;
  const waiting = count("requested");
  const waits = waiting === 1 ? "one waits for approval" : `${waiting || "none"} wait for approval`;
  const owes = owed === 1 ? "one owes a review" : `${owed || "none"} owe a review`;
  return `${bent}; ${waits}, ${owes}.`;
}

function NoWaivers({ action }: { readonly action: ReactNode }): ReactNode {
  return (
    <EmptyState
      kind="nothing_yet"
      title="No rule was ever bent"
      description="A waiver bends one rule for one service, for a bounded time, approved by somebody else. It ends by the clock."
      actions={action}
    />
  );
}
