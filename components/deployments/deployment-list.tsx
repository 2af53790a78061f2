"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import Link from "next/link";
import type { ReactNode } from "react";
import { deploymentStatus } from "@/components/catalog/phase-status";
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
import type { DeploymentView } from "@/lib/deployments/contract";
import { deploymentFilterNames, deploymentKeys, deploymentQuery, fetchDeployments } from "@/lib/deployments/queries";
import { periods } from "@/lib/platform/http/url-filter";
import classes from "./deployment-list.module.css";
import { authorizationWords, kindWords, originWords } from "./deployment-words";

const columns: readonly DataTableColumn<DeploymentView>[] = [
  {
    id: "version",
    header: "Version",
    cell: (row) => (
      <span className={classes.name}>
        <span className={classes.version}>
          <Link href={`/deployments/${row.id}`}>{row.version}</Link>
        </span>
        <span className={classes.slug}>
          {row.attempt > 1 ? `attempt ${row.attempt}` : (row.commitSha ?? "").slice(0, 10)}
        </span>
      </span>
    ),
  },
  {
    id: "service",
    header: "Service",
    cell: (row) => <Link href={`/services/${row.service.slug}`}>{row.service.name}</Link>,
  },
  { id: "environment", header: "Environment", cell: (row) => row.environment.name },
  { id: "state", header: "State", cell: (row) => <StatusBadge {...deploymentStatus(row.state)} /> },
  { id: "kind", header: "Kind", cell: (row) => kindWords[row.kind], isWideOnly: true },
  { id: "origin", header: "From", cell: (row) => originWords[row.origin], isWideOnly: true },
  { id: "ticket", header: "Ticket", cell: (row) => <Ticket deployment={row} /> },
  { id: "startedAt", header: "Started", cell: (row) => <Time atMs={Date.parse(row.startedAt)} /> },
  { id: "took", header: "Took", cell: (row) => <Took deployment={row} />, align: "end" },
  { id: "startedBy", header: "By", cell: (row) => row.startedBy || "–", isWideOnly: true },
];

const stateChoices = ["running", "succeeded", "failed", "rolled_back", "cancelled"].map((state) => ({
  value: state,
  label: deploymentStatus(state).label,
}));
const kindChoices = Object.entries(kindWords).map(([value, label]) => ({ value, label }));
const authorizationChoices = Object.entries(authorizationWords).map(([value, { label }]) => ({ value, label }));
const originChoices = Object.entries(originWords).map(([value, label]) => ({ value, label }));

/** The change ticket, or that there is none where one is needed. */
function Ticket({ deployment }: { readonly deployment: DeploymentView }): ReactNode {
  if (deployment.madeInFreeze) return <StatusBadge status="at_risk" label="Made in a freeze" />;
  if (deployment.authorization === "unauthorized") return <StatusBadge status="at_risk" label="Unauthorized" />;
  return deployment.ticketKey ?? <span className={classes.muted}>–</span>;
}

function Took({ deployment }: { readonly deployment: DeploymentView }): ReactNode {
  if (!deployment.finishedAt) return <span className={classes.muted}>–</span>;
  return <Duration ms={Date.parse(deployment.finishedAt) - Date.parse(deployment.startedAt)} />;
}

/** Which version came to run where, newest first. */
export function DeploymentList(): ReactNode {
  const filter = useUrlFilter(deploymentFilterNames);
  const state = useTableState();
  const services = useServiceChoices();
  const environments = useEnvironmentChoices();
  const deployments = useQuery({
    queryKey: deploymentKeys.list(filter),
    queryFn: ({ signal }) => fetchDeployments(filter, signal),
    placeholderData: keepPreviousData,
    refetchInterval: 30_000,
  });
  return (
    <>
      <PageHeader
        title="Deployments"
        answer="Every version that came to run somewhere: by rollout, pipeline or import."
      />
      <Panel isFlush>
        <DataTable
          label="Deployments"
          columns={columns}
          rows={deployments.data?.items}
          rowId={(row) => row.id}
          state={state}
          pagination={{ kind: "cursor", nextCursor: deployments.data?.nextCursor ?? null }}
          isFetching={deployments.isFetching}
          error={deployments.error}
          onRetry={() => void deployments.refetch()}
          empty={isFiltering(filter) ? <NothingMatches what="deployments" /> : <NoDeployments />}
          toolbar={
            <>
              <ChoiceFilter name="service" label="Service" options={services} />
              <ChoiceFilter name="environment" label="Environment" options={environments} />
              <ChoiceFilter name="state" label="State" options={stateChoices} />
              <ChoiceFilter name="kind" label="Kind" options={kindChoices} />
              <ChoiceFilter name="origin" label="From" options={originChoices} />
              <ChoiceFilter name="authorization" label="Ticket" options={authorizationChoices} />
              <ChoiceFilter name="period" label="Any time" options={periods} />
              <ExportMenu rows="deployments" query={deploymentQuery(filter, Date.now())} />
            </>
          }
        />
      </Panel>
    </>
  );
}

function NoDeployments(): ReactNode {
  return (
    <EmptyState
      kind="nothing_yet"
      title="No deployments yet"
      description="Ship a version, or take over what other systems deployed:"
      command="signalbox deployments import history.json"
    />
  );
}
