"use client";

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
import { Duration } from "@/components/feedback/duration";
import { EmptyState } from "@/components/feedback/empty-state";
import { StatusBadge } from "@/components/feedback/status-badge";
import { Time } from "@/components/feedback/time";
import { PageHeader } from "@/components/layout/page-header";
import { Panel } from "@/components/ui/panel";
import type { IncidentView } from "@/lib/incidents/contract";
import { fetchIncidents, incidentFilterNames, incidentKeys, incidentQuery } from "@/lib/incidents/queries";
import { periods } from "@/lib/platform/http/url-filter";
import { outcomeWords, severityWords, stateWords } from "./incident-words";
import classes from "./incidents.module.css";

const columns: readonly DataTableColumn<IncidentView>[] = [
  {
    id: "title",
    header: "Incident",
    cell: (row) => (
      <span className={classes.name}>
        <Link href={`/incidents/${row.id}`}>{row.title}</Link>
        <span className={classes.muted}>{row.externalKey}</span>
      </span>
    ),
  },
  { id: "state", header: "State", cell: (row) => <StatusBadge {...stateWords[row.state]} /> },
  { id: "severity", header: "Severity", cell: (row) => severityWords[row.severity ?? ""] ?? "–" },
  {
    id: "service",
    header: "Service",
    cell: (row) =>
      row.service ? <Link href={`/services/${row.service.slug}`}>{row.service.name}</Link> : <Muted text="not known" />,
  },
  {
    id: "environment",
    header: "Environment",
    cell: (row) => row.environment?.name ?? <Muted text="not named" />,
    isWideOnly: true,
  },
  { id: "detectedAt", header: "Detected", cell: (row) => <Time atMs={Date.parse(row.detectedAt)} /> },
  { id: "lasted", header: "Lasted", cell: (row) => <Lasted incident={row} />, align: "end" },
  { id: "cause", header: "Put down to", cell: (row) => <Cause incident={row} /> },
];

function Muted({ text }: { readonly text: string }): ReactNode {
  return <span className={classes.muted}>{text}</span>;
}

function Lasted({ incident }: { readonly incident: IncidentView }): ReactNode {
  if (!incident.resolvedAt) return <Muted text="–" />;
  return <Duration ms={Date.parse(incident.resolvedAt) - Date.parse(incident.detectedAt)} />;
}

function Cause({ incident }: { readonly incident: IncidentView }): ReactNode {
  const [cause] = incident.causes;
  if (cause) {
    return (
      <Link href={`/deployments/${cause.deploymentId}`}>
        {cause.service} {cause.version}
      </Link>
    );
  }
  return <Muted text={incident.outcome ? outcomeWords[incident.outcome] : "not looked at yet"} />;
}

const choices = (words: Readonly<Record<string, string>>) =>
  Object.entries(words).map(([value, label]) => ({ value, label }));
const stateChoices = Object.entries(stateWords)
  .filter(([value]) => value !== "unknown")
  .map(([value, { label }]) => ({ value, label }));

/** Incidents and what they were put down to, newest first. */
export function IncidentList(): ReactNode {
  const filter = useUrlFilter(incidentFilterNames);
  const state = useTableState();
  const services = useServiceChoices();
  const environments = useEnvironmentChoices();
  const incidents = useQuery({
    queryKey: incidentKeys.list(filter),
    queryFn: ({ signal }) => fetchIncidents(filter, signal),
    placeholderData: keepPreviousData,
    refetchInterval: 30_000,
  });
  return (
    <>
      <PageHeader title="Incidents" answer="What hurt users, and which change is believed to have caused it." />
      <Panel isFlush>
        <DataTable
          label="Incidents"
          columns={columns}
          rows={incidents.data?.items}
          rowId={(row) => row.id}
          state={state}
          pagination={{ kind: "cursor", nextCursor: incidents.data?.nextCursor ?? null }}
          isFetching={incidents.isFetching}
          error={incidents.error}
          onRetry={() => void incidents.refetch()}
          empty={isFiltering(filter) ? <NothingMatches what="incidents" /> : <NoIncidents />}
          toolbar={
            <>
              <ChoiceFilter name="service" label="Service" options={services} />
              <ChoiceFilter name="environment" label="Environment" options={environments} />
              <ChoiceFilter name="state" label="State" options={stateChoices} />
              <ChoiceFilter name="severity" label="Severity" options={choices(severityWords)} />
              <ChoiceFilter name="outcome" label="Put down to" options={choices(outcomeWords)} />
              <ChoiceFilter name="period" label="Any time" options={periods} />
              <ExportMenu rows="incidents" query={incidentQuery(filter, Date.now())} />
            </>
          }
        />
      </Panel>
    </>
  );
}

function NoIncidents(): ReactNode {
  return (
    <EmptyState
      kind="nothing_yet"
      title="No incident was told"
      description="That may mean that there was none, or that no incident system sends its events here."
    />
  );
}
