"use client";

import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import type { ReactNode } from "react";
import { DataTable } from "@/components/data-table/data-table";
import type { DataTableColumn } from "@/components/data-table/data-table-column";
import { useTableState } from "@/components/data-table/use-table-state";
import { DisabledReason } from "@/components/feedback/disabled-reason";
import { Duration } from "@/components/feedback/duration";
import { EmptyState } from "@/components/feedback/empty-state";
import { StatusBadge } from "@/components/feedback/status-badge";
import { Time } from "@/components/feedback/time";
import { PageHeader } from "@/components/layout/page-header";
import { Panel } from "@/components/ui/panel";
import type { ConnectionView } from "@/lib/connections/contract";
import { connectionKeys, fetchConnections } from "@/lib/connections/queries";
import { permissions, whoMay } from "@/lib/platform/auth/permissions";
import { connectionStatus, destinationWords, kindWords } from "./connection-words";
import classes from "./connections.module.css";

const columns: readonly DataTableColumn<ConnectionView>[] = [
  {
    id: "name",
    header: "Connection",
    cell: (row) => (
      <span className={classes.two}>
        <span>{row.name}</span>
        <span className={classes.second}>{destinationWords(row.config)}</span>
      </span>
    ),
  },
  {
    id: "kind",
    header: "Kind",
    cell: (row) => (
      <span className={classes.two}>
        <span>{kindWords[row.kind].label}</span>
        <span className={classes.second}>{kindWords[row.kind].group}</span>
      </span>
    ),
  },
  { id: "status", header: "State", cell: (row) => <StatusBadge {...connectionStatus(row)} /> },
  { id: "lag", header: "Behind by", cell: (row) => <Lag view={row} />, align: "end", isWideOnly: true },
  {
    id: "tested",
    header: "Tested",
    isWideOnly: true,
    cell: (row) =>
      row.testedAt ? <Time atMs={Date.parse(row.testedAt)} /> : <span className={classes.second}>never</span>,
  },
];

function Lag({ view }: { readonly view: ConnectionView }): ReactNode {
  if (!view.shipment) return <span className={classes.second}>–</span>;
  return view.shipment.lagMs === null ? "nothing waits" : <Duration ms={view.shipment.lagMs} />;
}

/** Other systems that are read from or written to. */
export function ConnectionList({ held }: { readonly held: readonly string[] }): ReactNode {
  const state = useTableState();
  const connections = useQuery({
    queryKey: connectionKeys.list,
    queryFn: ({ signal }) => fetchConnections(signal),
    refetchInterval: 10_000,
  });
  return (
    <>
      <PageHeader
        title="Connections"
        answer={connections.data ? answerOf(connections.data) : undefined}
        actions={<AddButton held={held} />}
      />
      <Panel isFlush>
        <DataTable
          label="Connections"
          columns={columns}
          rows={connections.data}
          rowId={(row) => row.id}
          rowHref={(row) => `/connections/${row.slug}`}
          state={state}
          error={connections.error}
          onRetry={() => void connections.refetch()}
          empty={
            <EmptyState
              kind="nothing_yet"
              title="No connection yet"
              description="Add a log system, a CMDB, or a receiver of the audit log or of spans."
              actions={<AddButton held={held} />}
            />
          }
        />
      </Panel>
    </>
  );
}

function answerOf(connections: readonly ConnectionView[]): string {
  const failing = connections.filter((view) => connectionStatus(view).status === "failed").length;
  if (connections.length === 0) return "Log systems, CMDBs and receivers that Signalbox speaks to.";
  const count = connections.length === 1 ? "1 connection" : `${connections.length} connections`;
  return failing === 0 ? `${count}; none is failing.` : `${count}; ${failing} ${failing === 1 ? "is" : "are"} failing.`;
}

function AddButton({ held }: { readonly held: readonly string[] }): ReactNode {
  const icon = <IconPlus size={14} stroke={2} />;
  if (held.includes("connection:write")) {
    return (
      <Button component={Link} href="/connections/new" leftSection={icon}>
        Add a connection
      </Button>
    );
  }
  return (
    <DisabledReason reason={`Needs ${whoMay("connection:write")} to ${permissions["connection:write"].does}.`}>
      <Button leftSection={icon}>Add a connection</Button>
    </DisabledReason>
  );
}
