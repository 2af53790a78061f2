"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useServiceChoices } from "@/components/catalog/use-place-choices";
import { NothingMatches } from "@/components/data-table/clear-filters";
import { DataTable } from "@/components/data-table/data-table";
import type { DataTableColumn } from "@/components/data-table/data-table-column";
import { ExportMenu } from "@/components/data-table/export-menu";
import { ChoiceFilter } from "@/components/data-table/table-filters";
import { useTableState } from "@/components/data-table/use-table-state";
import { isFiltering, useUrlFilter } from "@/components/data-table/use-url-filter";
import { EmptyState } from "@/components/feedback/empty-state";
import { StatusBadge } from "@/components/feedback/status-badge";
import { Time } from "@/components/feedback/time";
import { PageHeader } from "@/components/layout/page-header";
import { Panel } from "@/components/ui/panel";
import type { FindingView, WatchState } from "@/lib/anomalies/contract";
import { changeOf, placeOf } from "@/lib/anomalies/domain/finding-words";
import { seriesKinds, seriesMeasures } from "@/lib/anomalies/domain/series-measure";
import { anomalyKeys, fetchFindings, fetchWatchState, findingFilterNames } from "@/lib/anomalies/queries";
import { stateOf } from "./finding-words";

const columns: readonly DataTableColumn<FindingView>[] = [
  { id: "what", header: "Series", cell: (row) => row.series.title },
  { id: "change", header: "What happened", cell: (row) => changeOf(row) },
  { id: "where", header: "Where", cell: (row) => placeOf(row) },
  { id: "cause", header: "Right after", cell: (row) => (row.cause?.isNamed ? row.cause.label : "–"), isWideOnly: true },
  { id: "state", header: "State", cell: (row) => <StatusBadge {...stateOf(row)} /> },
  { id: "onset", header: "Began", cell: (row) => <Time atMs={Date.parse(row.onsetAt)} />, align: "end" },
];

const measureChoices = seriesMeasures.map((value) => ({ value, label: seriesKinds[value].title }));
const stateChoices = [
  { value: "open", label: "Open" },
  { value: "acknowledged", label: "Acknowledged" },
  { value: "recovered", label: "Recovered" },
  { value: "settled", label: "Usual now" },
];

/** What changed in the watched series, newest first. */
export function FindingList(): ReactNode {
  const filter = useUrlFilter(findingFilterNames);
  const state = useTableState();
  const services = useServiceChoices();
  const findings = useQuery({
    queryKey: anomalyKeys.list(filter),
    queryFn: ({ signal }) => fetchFindings(filter, signal),
    placeholderData: keepPreviousData,
    refetchInterval: 60_000,
  });
  const watch = useQuery({ queryKey: anomalyKeys.watch, queryFn: ({ signal }) => fetchWatchState(signal) });
  return (
    <>
      <PageHeader title="Anomalies" answer={watch.data ? answerOf(watch.data) : undefined} />
      <Panel isFlush>
        <DataTable
          label="Anomalies"
          columns={columns}
          rows={findings.data?.items}
          rowId={(row) => row.id}
          rowHref={(row) => `/insights/anomalies/${row.id}`}
          state={state}
          pagination={{ kind: "cursor", nextCursor: findings.data?.nextCursor ?? null }}
          isFetching={findings.isFetching}
          error={findings.error}
          onRetry={() => void findings.refetch()}
          empty={isFiltering(filter) ? <NothingMatches what="anomalies" /> : <NoFindings watch={watch.data} />}
          toolbar={
            <>
              <ChoiceFilter name="service" label="Service" options={services} />
              <ChoiceFilter name="measure" label="Series" options={measureChoices} />
              <ChoiceFilter name="state" label="State" options={stateChoices} />
              <ExportMenu rows="anomalies" query={filter} />
            </>
          }
        />
      </Panel>
    </>
  );
}

function answerOf({ series, learning, openFindings }: WatchState): string {
  if (series === 0) return "No series is watched yet: a series begins with 30 deployments, runs or incidents.";
  const open = openFindings === 0 ? "No change is open" : `${openFindings} changes are open`;
  const still = learning === 0 ? "" : `; ${learning} are still learning what is usual`;
  return `${open} in ${series} watched series${still}.`;
}

function NoFindings({ watch }: { readonly watch: WatchState | undefined }): ReactNode {
  if (!watch || watch.series === watch.learning)
    return (
      <EmptyState
        kind="nothing_yet"
        title="Nothing can be said yet"
        description="A series is compared with its own weeks; three weeks must be on record first. Each hour, what is over is added."
      />
    );
  return (
    <EmptyState
      kind="nothing_wrong"
      title="Nothing unusual was found"
      description="Steps and spikes against each series' own week appear here, with the deployment right before them."
    />
  );
}
