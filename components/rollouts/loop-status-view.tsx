"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import type { ReactNode } from "react";
import { DataTable } from "@/components/data-table/data-table";
import type { DataTableColumn } from "@/components/data-table/data-table-column";
import { useTableState } from "@/components/data-table/use-table-state";
import { EmptyState } from "@/components/feedback/empty-state";
import type { Status } from "@/components/feedback/status";
import { StatusBadge } from "@/components/feedback/status-badge";
import { Time } from "@/components/feedback/time";
import { PageHeader } from "@/components/layout/page-header";
import { Panel } from "@/components/ui/panel";
import type { LoopStatus, LoopTargetView, WorkerView } from "@/lib/rollouts/api-contract";
import { fetchLoopStatus, loopStatusKey } from "@/lib/rollouts/queries";
import classes from "./loop-status-view.module.css";
import { loopAnswer, shardsInWords } from "./loop-status-words";
import { phaseNames } from "./phase";

const refetchMs = 2_000;

/** Which worker owns what, since when, and what stands still because nobody does. */
export function LoopStatusView(): ReactNode {
  const status = useQuery({
    queryKey: loopStatusKey,
    queryFn: ({ signal }) => fetchLoopStatus(signal),
    refetchInterval: refetchMs,
  });
  const { data } = status;
  const shared = { isFetching: false, error: status.error, onRetry: () => void status.refetch() };
  return (
    <>
      <PageHeader
        title="Control loop"
        answer={data ? loopAnswer(data) : undefined}
        status={data ? <LoopBadge status={data} /> : undefined}
      />
      <div className={classes.panels}>
        <Panel title="Workers" isFlush>
          <Workers rows={data?.workers} {...shared} />
        </Panel>
        <Panel title="Targets" isFlush>
          <Targets rows={data?.targets} {...shared} />
        </Panel>
      </div>
    </>
  );
}

function LoopBadge({ status }: { readonly status: LoopStatus }): ReactNode {
  if (status.freeShards.length > 0) return <StatusBadge status="failed" label="Without a worker" />;
  if (status.isSafeMode) return <StatusBadge status="waiting" label="Safe mode" />;
  if (status.commitSafety !== "kept") return <StatusBadge status="waiting" label="Commands may be lost" />;
  return <StatusBadge status="healthy" label="Everything has a worker" />;
}

interface TableOf<Row> {
  readonly rows: readonly Row[] | undefined;
  readonly isFetching: boolean;
  readonly error: Error | null;
  readonly onRetry: () => void;
}

function Workers(props: TableOf<WorkerView>): ReactNode {
  const state = useTableState();
  return (
    <DataTable
      label="Workers"
      columns={workerColumns}
      rowId={(row) => row.id}
      state={state}
      empty={
        <EmptyState
          kind="nothing_yet"
          title="No worker was seen for a day"
          description="Start one: `npm start` does, or the worker container."
        />
      }
      {...props}
    />
  );
}

const workerStates: Readonly<Record<WorkerView["state"], { status: Status; label: string }>> = {
  alive: { status: "healthy", label: "Alive" },
  lost: { status: "failed", label: "Not heard of" },
  stopped: { status: "neutral", label: "Stopped" },
};

const workerColumns: readonly DataTableColumn<WorkerView>[] = [
  { id: "worker", header: "Worker", cell: (row) => `${row.hostName} ${row.id.slice(-6)}` },
  { id: "state", header: "State", cell: (row) => <StatusBadge {...workerStates[row.state]} /> },
  { id: "shards", header: "Shards", cell: (row) => shardsInWords(row.shards) },
  {
    id: "since",
    header: "Owns them since",
    cell: (row) => (row.ownsSince ? <Time atMs={Date.parse(row.ownsSince)} /> : "–"),
  },
  { id: "seen", header: "Last seen", cell: (row) => <Time atMs={Date.parse(row.lastSeenAt)} /> },
  {
    id: "tick",
    header: "Last tick",
    align: "end",
    cell: (row) => (row.lastTickMs === null ? "–" : `${Math.round(row.lastTickMs)} ms`),
  },
];

function Targets(props: TableOf<LoopTargetView>): ReactNode {
  const state = useTableState();
  return (
    <DataTable
      label="Targets"
      columns={targetColumns}
      rowId={(row) => row.id}
      state={state}
      empty={
        <EmptyState
          kind="nothing_yet"
          title="No targets yet"
          description="A target is where the traffic of a service in an environment is split."
        />
      }
      {...props}
    />
  );
}

const targetColumns: readonly DataTableColumn<LoopTargetView>[] = [
  {
    id: "target",
    header: "Target",
    cell: (row) => <Link href={`/targets/${row.id}`}>{`${row.service} in ${row.environment}`}</Link>,
  },
  { id: "shard", header: "Shard", align: "end", cell: (row) => row.shard },
  {
    id: "owner",
    header: "Worker",
    cell: (row) => (row.ownerId ? row.ownerId.slice(-6) : <StatusBadge status="failed" label="None" />),
  },
  {
    id: "rollout",
    header: "Rollout",
    cell: ({ rollout }) => (rollout ? <Link href={`/rollouts/${rollout.id}`}>{phaseNames[rollout.phase]}</Link> : "–"),
  },
  {
    id: "share",
    header: "Share shown of wanted",
    align: "end",
    cell: ({ rollout }) => (rollout ? <Share rollout={rollout} /> : "–"),
  },
];

function Share({ rollout }: { readonly rollout: NonNullable<LoopTargetView["rollout"]> }): ReactNode {
  const shown = rollout.observedSharePercent === null ? "?" : `${Math.round(rollout.observedSharePercent * 10) / 10} %`;
  const words = `${shown} of ${rollout.wantedSharePercent} %`;
  return rollout.isDrifting ? <StatusBadge status="waiting" label={`${words}, drifting`} /> : words;
}
