"use client";

import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import Link from "next/link";
import type { ReactNode } from "react";
import { NothingMatches } from "@/components/data-table/clear-filters";
import { DataTable } from "@/components/data-table/data-table";
import type { DataTableColumn } from "@/components/data-table/data-table-column";
import { ExportMenu } from "@/components/data-table/export-menu";
import { ChoiceFilter, SearchFilter } from "@/components/data-table/table-filters";
import { useTableState } from "@/components/data-table/use-table-state";
import { isFiltering, useUrlFilter } from "@/components/data-table/use-url-filter";
import { DisabledReason } from "@/components/feedback/disabled-reason";
import { EmptyState } from "@/components/feedback/empty-state";
import { PageHeader } from "@/components/layout/page-header";
import { Panel } from "@/components/ui/panel";
import type { ServiceListItem } from "@/lib/catalog/contract";
import { tierMeaning, tiers, tierTitle } from "@/lib/catalog/domain/tier";
import { fetchServices, serviceFilterNames, serviceKeys } from "@/lib/catalog/queries";
import { whoMay } from "@/lib/platform/auth/permissions";
import classes from "./catalog.module.css";
import { RunningChips } from "./running-chips";
import { useTeamChoices } from "./use-team-choices";

const columns: readonly DataTableColumn<ServiceListItem>[] = [
  {
    id: "name",
    header: "Service",
    cell: (row) => (
      <span className={classes.name}>
        {row.name}
        <span className={classes.slug}>{row.slug}</span>
      </span>
    ),
  },
  { id: "tier", header: "Tier", cell: (row) => <span title={tierMeaning(row.tier)}>{tierTitle(row.tier)}</span> },
  { id: "team", header: "Team", cell: (row) => row.ownerTeam?.name ?? <span className={classes.muted}>No team</span> },
  { id: "running", header: "Runs", cell: (row) => <RunningChips running={row.running} />, width: "50%" },
];

const archivedChoices = [{ value: "true", label: "Archived" }];

export interface ServiceListProps {
  readonly canWrite: boolean;
}

/** All services with what runs where. */
export function ServiceList({ canWrite }: ServiceListProps): ReactNode {
  const filter = useUrlFilter(serviceFilterNames);
  const state = useTableState();
  const teams = useTeamChoices();
  const services = useQuery({
    queryKey: serviceKeys.list(filter),
    queryFn: ({ signal }) => fetchServices(filter, signal),
    placeholderData: keepPreviousData,
  });
  return (
    <>
      <PageHeader
        title="Services"
        answer={answerOf(services.data?.items)}
        actions={<NewService canWrite={canWrite} />}
      />
      <Panel isFlush>
        <DataTable
          label="Services"
          columns={columns}
          rows={services.data?.items}
          rowId={(row) => row.id}
          rowHref={(row) => `/services/${row.slug}`}
          state={state}
          pagination={{ kind: "cursor", nextCursor: services.data?.nextCursor ?? null }}
          isFetching={services.isFetching}
          error={services.error}
          onRetry={() => void services.refetch()}
          empty={isFiltering(filter) ? <NothingMatches what="services" /> : <NoServices canWrite={canWrite} />}
          toolbar={
            <>
              <SearchFilter name="q" label="Search services" />
              <ChoiceFilter name="tier" label="Tier" options={tierChoices} />
              <ChoiceFilter name="team" label="Team" options={teams} />
              <ChoiceFilter name="archived" label="In use" options={archivedChoices} />
              <ExportMenu rows="services" query={filter} />
            </>
          }
        />
      </Panel>
    </>
  );
}

const tierChoices = tiers.map((tier) => ({ value: `${tier}`, label: tierTitle(tier) }));

function answerOf(rows: readonly ServiceListItem[] | undefined): string | undefined {
  if (!rows || rows.length === 0) return undefined;
  const moving = rows.flatMap((row) => row.running).filter((one) => one.rollout !== null).length;
  if (moving === 0) return "Nothing is moving right now.";
  return moving === 1 ? "One rollout is under way." : `${moving} rollouts are under way.`;
}

function NewService({ canWrite }: ServiceListProps): ReactNode {
  return (
    <DisabledReason reason={canWrite ? null : `Needs ${whoMay("catalog:write")}.`}>
      <Button component={Link} href="/services/new" leftSection={<IconPlus size={14} />}>
        New service
      </Button>
    </DisabledReason>
  );
}

function NoServices({ canWrite }: ServiceListProps): ReactNode {
  return (
    <EmptyState
      kind="nothing_yet"
      title="No services yet"
      description="A service is something a team runs and releases. Add the first here, or from a pipeline:"
      command='signalbox service create --slug checkout --name "Checkout" --tier 1'
      actions={<NewService canWrite={canWrite} />}
    />
  );
}
