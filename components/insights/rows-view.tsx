"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import Link from "next/link";
import type { ReactNode } from "react";
import { NothingMatches } from "@/components/data-table/clear-filters";
import { DataTable } from "@/components/data-table/data-table";
import type { DataTableColumn } from "@/components/data-table/data-table-column";
import { ChoiceFilter } from "@/components/data-table/table-filters";
import { useTableState } from "@/components/data-table/use-table-state";
import { useUrlFilter } from "@/components/data-table/use-url-filter";
import { Time } from "@/components/feedback/time";
import { PageHeader } from "@/components/layout/page-header";
import { Panel } from "@/components/ui/panel";
import type { RowsAnswer, RowView } from "@/lib/insights/contract";
import { type ExclusionReason, exclusionReasons } from "@/lib/insights/domain/counting";
import { type Measure, measures, measureWords } from "@/lib/insights/domain/measures";
import { fetchFigureRows, insightKeys, rowFilterNames, rowQuery } from "@/lib/insights/queries";
import { toSearch } from "@/lib/platform/http/url-filter";
import { exclusionWords } from "./exclusion-words";
import { figureText, formatMeasure, intervalText, sampleText } from "./figure-words";
import classes from "./insights.module.css";
import { SelectionBar } from "./selection-bar";

const measureChoices = measures.map((value) => ({ value, label: measureWords[value].title }));
const showChoices = [
  { value: "counted", label: "In the figure" },
  { value: "events", label: "Counted ones of them" },
  { value: "excluded", label: "Left out" },
  ...exclusionReasons.map((value) => ({ value, label: `Left out: ${exclusionWords[value]}` })),
];

/** The rows behind a figure: what it is made of, or what it leaves out and why. */
export function FigureRows(): ReactNode {
  const filter = useUrlFilter(rowFilterNames);
  const state = useTableState();
  const query = useQuery({
    queryKey: insightKeys.rows(filter),
    queryFn: ({ signal }) => fetchFigureRows(filter, signal),
    placeholderData: keepPreviousData,
  });
  const measure = (filter.measure ?? "deployment_frequency") as Measure;
  const answer = query.data;
  const { cursor: _cursor, ...exported } = rowQuery(filter);
  const { measure: _measure, show: _show, cursor: _at, ...selection } = filter;
  return (
    <>
      <PageHeader
        title={`Rows of ${measureWords[measure]?.title.toLowerCase() ?? "a figure"}`}
        answer={answer ? sentence(answer, filter.show) : undefined}
        breadcrumbs={<Link href={`/insights${toSearch(selection)}`}>Insights</Link>}
        actions={
          <a href={`/api/v1/insights/rows/export${toSearch(exported)}`} download>
            Export as CSV
          </a>
        }
      />
      <SelectionBar withShape={false} />
      <Panel isFlush>
        <DataTable
          label="Rows"
          columns={columnsOf(measure)}
          rows={answer?.items}
          rowId={(row) => `${row.deploymentId} ${row.change?.id ?? ""}`}
          state={state}
          pagination={{ kind: "cursor", nextCursor: answer?.nextCursor ?? null }}
          isFetching={query.isFetching}
          error={query.error}
          onRetry={() => void query.refetch()}
          empty={<NothingMatches what="rows" />}
          toolbar={
            <>
              <ChoiceFilter name="measure" label="Deployment frequency" options={measureChoices} />
              <ChoiceFilter name="show" label="In the figure" options={showChoices} />
            </>
          }
        />
      </Panel>
    </>
  );
}

function sentence({ figure, total, window, rulesVersion }: RowsAnswer, show: string | undefined): string {
  const interval = figure.value === null ? "" : `, ${intervalText(figure)}`;
  const shown = showChoices.find(({ value }) => value === (show ?? "counted"))?.label.toLowerCase() ?? "";
  return `${figureText(figure)} (${sampleText(figure)}${interval}) from ${window.from} to ${window.to} by rules version ${rulesVersion}. ${total} rows: ${shown}.`;
}

function columnsOf(measure: Measure): readonly DataTableColumn<RowView>[] {
  const isChange = measure === "lead_time";
  return [
    {
      id: "version",
      header: "Version",
      cell: (row) => <Link href={`/deployments/${row.deploymentId}`}>{row.version}</Link>,
    },
    ...(isChange ? [{ id: "change", header: "Change", cell: (row: RowView) => row.change?.name ?? "–" }] : []),
    {
      id: "service",
      header: "Service",
      cell: (row) => <Link href={`/services/${row.service.slug}`}>{row.service.name}</Link>,
    },
    { id: "environment", header: "Environment", cell: (row) => row.environment.name, isWideOnly: true },
    { id: "kind", header: "Kind", cell: (row) => row.kind.replace("_", " "), isWideOnly: true },
    { id: "outcome", header: "Outcome", cell: (row) => row.outcome.replace("_", " "), isWideOnly: true },
    { id: "at", header: "At", cell: (row) => <Time atMs={Date.parse(row.at)} format="absolute" /> },
    { id: "why", header: "Because", cell: (row) => <Because row={row} />, isWideOnly: true },
    { id: "value", header: "Adds", align: "end", cell: (row) => addsText(measure, row) },
  ];
}

/** What a row adds to the figure, in the figure's own unit. */
function addsText(measure: Measure, { value }: RowView): string {
  if (value === null) return "–";
  return measureWords[measure].unit === "ms" ? formatMeasure(measure, value) : String(value);
}

const signalWords: Readonly<Record<string, string>> = {
  incident: "incident",
  rolled_back: "taken back",
  followed_by_rollback: "rolled back afterwards",
};

function Because({ row }: { readonly row: RowView }): ReactNode {
  if (row.excludedBecause) return exclusionWords[row.excludedBecause as ExclusionReason];
  if (row.signals.length === 0) return <span className={classes.muted}>–</span>;
  return row.signals.map((signal, index) => (
    <span key={`${signal.kind} ${signal.id}`}>
      {index > 0 ? ", " : ""}
      {signal.kind === "incident" ? <Link href={`/incidents/${signal.id}`}>incident</Link> : signalWords[signal.kind]}
    </span>
  ));
}
