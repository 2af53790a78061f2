"use client";

import { Select } from "@mantine/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useEnvironmentChoices } from "@/components/catalog/use-place-choices";
import { DataTable } from "@/components/data-table/data-table";
import type { DataTableColumn } from "@/components/data-table/data-table-column";
import { useTableState } from "@/components/data-table/use-table-state";
import { EmptyState } from "@/components/feedback/empty-state";
import { Time } from "@/components/feedback/time";
import { Panel } from "@/components/ui/panel";
import type { VersionLatency } from "@/lib/otlp/contract";
import { fetchLatency, latencyKeys } from "@/lib/otlp/queries";
import classes from "./latency.module.css";
import { changeSentence, estimateWords } from "./latency-words";

export interface LatencyPanelProps {
  readonly service: string;
  /** Slug of the environment that is shown; chosen by the reader when absent. */
  readonly environment?: string;
}

const whole = new Intl.NumberFormat("en");
const hourChoices = [
  { value: "1", label: "Last hour" },
  { value: "24", label: "Last 24 hours" },
  { value: "168", label: "Last 7 days" },
  { value: "840", label: "Last 35 days" },
];

const columns: readonly DataTableColumn<VersionLatency>[] = [
  {
    id: "version",
    header: "Version",
    cell: (row) => (
      <span className={classes.two}>
        <span className={classes.version}>{row.version}</span>
        <span className={classes.second}>from {row.origin}</span>
      </span>
    ),
  },
  { id: "p50", header: "Median", cell: (row) => <Estimate of={row.p50} /> },
  { id: "p95", header: "95th percentile", cell: (row) => <Estimate of={row.p95} /> },
  { id: "p99", header: "99th percentile", cell: (row) => <Estimate of={row.p99} />, isWideOnly: true },
  { id: "requests", header: "Requests", align: "end", cell: (row) => whole.format(row.requests) },
  { id: "errors", header: "Errors", align: "end", cell: (row) => whole.format(row.errors) },
  { id: "first", header: "First seen", cell: (row) => <Time atMs={Date.parse(row.firstAt)} />, isWideOnly: true },
];

function Estimate({ of }: { readonly of: VersionLatency["p95"] }): ReactNode {
  const { value, interval } = estimateWords(of);
  return (
    <span className={classes.two}>
      <span>{value}</span>
      <span className={classes.second}>{interval}</span>
    </span>
  );
}

/** Latency by version, from what the service itself says, with the change and how sure it is. */
export function LatencyPanel({ service, environment }: LatencyPanelProps): ReactNode {
  const environments = useEnvironmentChoices();
  const [chosen, setChosen] = useState<string | null>(null);
  const [hours, setHours] = useState("24");
  const state = useTableState({ prefix: "latency" });
  const shown = environment ?? chosen ?? environments.at(-1)?.value ?? null;
  const latency = useQuery({
    queryKey: latencyKeys.of(service, shown ?? "", Number(hours)),
    queryFn: ({ signal }) => fetchLatency(service, { environment: shown ?? "", hours: Number(hours) }, signal),
    enabled: shown !== null,
    placeholderData: keepPreviousData,
    refetchInterval: 60_000,
  });
  return (
    <Panel
      title="Latency by version"
      isFlush
      actions={
        <div className={classes.toolbar}>
          {environment ? null : (
            <Select
              aria-label="Environment"
              size="xs"
              data={[...environments]}
              value={shown}
              onChange={setChosen}
              allowDeselect={false}
            />
          )}
          <Select
            aria-label="Period"
            size="xs"
            data={hourChoices}
            value={hours}
            onChange={(value) => value && setHours(value)}
            allowDeselect={false}
          />
        </div>
      }
    >
      {latency.data && latency.data.versions.length > 0 ? (
        <p className={classes.sentence} role="status">
          {changeSentence(latency.data)}
        </p>
      ) : null}
      <DataTable
        label="Versions"
        columns={columns}
        rows={shown === null ? [] : latency.data?.versions}
        rowId={(row) => row.version}
        state={state}
        isFetching={latency.isFetching}
        error={latency.error}
        onRetry={() => void latency.refetch()}
        empty={
          <EmptyState
            kind="nothing_yet"
            title="The service says nothing of its latency here"
            description="Let it send spans or histograms over OTLP/HTTP, with service.name, service.version and deployment.environment.name:"
            command="OTEL_EXPORTER_OTLP_ENDPOINT=https://signalbox.example OTEL_EXPORTER_OTLP_HEADERS=Authorization=Bearer%20TOKEN"
          />
        }
      />
      {latency.data && latency.data.versions.length > 0 ? <p className={classes.rule}>{latency.data.rule}</p> : null}
    </Panel>
  );
}
