"use client";

import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import Link from "next/link";
import type { ReactNode } from "react";
import { useEnvironmentChoices, useServiceChoices } from "@/components/catalog/use-place-choices";
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
import { ToldText } from "@/components/feedback/told";
import { PageHeader } from "@/components/layout/page-header";
import { Panel } from "@/components/ui/panel";
import { whoMay } from "@/lib/platform/auth/permissions";
import type { TrainView } from "@/lib/releases/contract";
import { fetchTrains, trainFilterNames, trainKeys } from "@/lib/releases/queries";
import classes from "./releases.module.css";
import { ServiceMatrix } from "./service-matrix";
import { trainBadge, trainsAnswer } from "./train-words";

const columns: readonly DataTableColumn<TrainView>[] = [
  {
    id: "reference",
    header: "Release",
    cell: (row) => (
      <span className={classes.name}>
        {row.reference} · {row.name}
        <span className={classes.muted}>
          {row.cars.map(({ service, version }) => `${service.name} ${version}`).join(", ")}
        </span>
      </span>
    ),
    width: "34%",
  },
  { id: "phase", header: "State", cell: (row) => <StatusBadge {...trainBadge(row)} /> },
  {
    id: "stands",
    header: "Where it stands",
    cell: (row) => (
      <span className={classes.name}>
        <ToldText text={row.sentence} />
        {row.stuck[0] ? (
          <span className={classes.muted}>
            <ToldText text={`${row.stuck[0].sentence} ${row.stuck[0].nextAction} · ${row.stuck[0].owner}`} />
          </span>
        ) : null}
      </span>
    ),
    width: "38%",
  },
  {
    id: "departure",
    header: "Departure",
    cell: (row) =>
      (row.departedAt ?? row.plannedAt) ? (
        <Time atMs={Date.parse(row.departedAt ?? row.plannedAt ?? "")} />
      ) : (
        <span className={classes.muted}>not planned</span>
      ),
  },
];

const lists = [
  { value: "open", label: "Under way or planned" },
  { value: "planned", label: "Planned" },
  { value: "ended", label: "Over" },
];

export interface TrainsViewProps {
  readonly canPlan: boolean;
}

/** Release trains: what ships, what is stuck on whom, and which service is on the way to which environment. */
export function TrainsView({ canPlan }: TrainsViewProps): ReactNode {
  const filter = useUrlFilter(trainFilterNames);
  const state = useTableState();
  const services = useServiceChoices();
  const environments = useEnvironmentChoices();
  const trains = useQuery({
    queryKey: trainKeys.list(filter),
    queryFn: ({ signal }) => fetchTrains(filter, signal),
    placeholderData: keepPreviousData,
    refetchInterval: 15_000,
  });
  const plan = <PlanButton canPlan={canPlan} />;
  return (
    <>
      <PageHeader title="Releases" answer={trainsAnswer(trains.data?.items)} actions={plan} />
      <div className={classes.stack}>
        <Panel isFlush>
          <DataTable
            label="Releases"
            columns={columns}
            rows={trains.data?.items}
            rowId={(row) => row.id}
            rowHref={(row) => `/releases/${row.id}`}
            state={state}
            pagination={{ kind: "cursor", nextCursor: trains.data?.nextCursor ?? null }}
            isFetching={trains.isFetching}
            error={trains.error}
            onRetry={() => void trains.refetch()}
            empty={isFiltering(filter) ? <NothingMatches what="releases" /> : <NoTrains action={plan} />}
            toolbar={
              <>
                <ChoiceFilter name="list" label="All" options={lists} />
                <ChoiceFilter name="service" label="Service" options={services} />
                <ChoiceFilter name="environment" label="Environment" options={environments} />
                <ExportMenu rows="releases" query={filter} />
              </>
            }
          />
        </Panel>
        <ServiceMatrix trains={trains.data?.items ?? []} />
      </div>
    </>
  );
}

function PlanButton({ canPlan }: TrainsViewProps): ReactNode {
  const icon = <IconPlus size={14} />;
  if (canPlan) {
    return (
      <Button component={Link} href="/releases/new" leftSection={icon}>
        Plan a release
      </Button>
    );
  }
  return (
    <DisabledReason reason={`Needs ${whoMay("train:write")}.`}>
      <Button leftSection={icon}>Plan a release</Button>
    </DisabledReason>
  );
}

function NoTrains({ action }: { readonly action: ReactNode }): ReactNode {
  return (
    <EmptyState
      kind="nothing_yet"
      title="No release was planned yet"
      description="A release takes versions of several services through environments together, in the order in which they need each other, and back in reverse."
      actions={action}
    />
  );
}
