"use client";

import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { parseAsString, useQueryStates } from "nuqs";
import { type ReactNode, useMemo } from "react";
import { DataTable } from "@/components/data-table/data-table";
import type { DataTableColumn } from "@/components/data-table/data-table-column";
import { ChoiceFilter } from "@/components/data-table/table-filters";
import { useTableState } from "@/components/data-table/use-table-state";
import { DisabledReason } from "@/components/feedback/disabled-reason";
import { EmptyState } from "@/components/feedback/empty-state";
import { StatusBadge } from "@/components/feedback/status-badge";
import { Time } from "@/components/feedback/time";
import { PageHeader } from "@/components/layout/page-header";
import { Panel } from "@/components/ui/panel";
import { permissions, whoMay } from "@/lib/platform/auth/permissions";
import { fetchTargets, type TargetListFilter, targetKeys } from "@/lib/traffic/queries";
import type { TargetView } from "@/lib/traffic/target-contract";
import { addressOf, targetKinds, testStatus } from "./target-words";
import classes from "./targets.module.css";

interface Option {
  readonly value: string;
  readonly label: string;
}

export interface TargetsViewProps {
  readonly held: readonly string[];
  readonly services: readonly Option[];
  readonly environments: readonly Option[];
}

/** Where traffic is controlled: one target for each service and environment. */
export function TargetsView({ held, services, environments }: TargetsViewProps): ReactNode {
  const [view, setView] = useQueryStates({ service: parseAsString, environment: parseAsString });
  const filter = useMemo(
    (): TargetListFilter => ({
      ...(view.service ? { service: view.service } : {}),
      ...(view.environment ? { environment: view.environment } : {}),
    }),
    [view],
  );
  const targets = useQuery({
    queryKey: targetKeys.list(filter),
    queryFn: ({ signal }) => fetchTargets(filter, signal),
  });
  const state = useTableState();
  const isFiltered = Boolean(view.service || view.environment);
  return (
    <>
      <PageHeader
        title="Targets"
        answer={targets.data ? answerOf(targets.data) : undefined}
        actions={<NewTargetButton held={held} />}
      />
      <Panel isFlush>
        <DataTable
          label="Targets"
          columns={columns}
          rows={targets.data}
          rowId={(row) => row.id}
          rowHref={(row) => `/targets/${row.id}`}
          state={state}
          error={targets.error}
          onRetry={() => void targets.refetch()}
          toolbar={
            <>
              <ChoiceFilter name="service" label="Service" options={services} />
              <ChoiceFilter name="environment" label="Environment" options={environments} />
            </>
          }
          empty={
            <NoTargets
              isFiltered={isFiltered}
              held={held}
              onClear={() => void setView({ service: null, environment: null })}
            />
          }
        />
      </Panel>
    </>
  );
}

function answerOf(targets: readonly TargetView[]): string {
  if (targets.length === 0) return "No traffic is controlled yet.";
  const broken = targets.filter((target) => target.lastTest && !target.lastTest.ok).length;
  const untested = targets.filter((target) => !target.lastTest && !target.testPending).length;
  const parts = [
    ...(broken > 0 ? [`${broken} failed ${broken === 1 ? "its" : "their"} last test`] : []),
    ...(untested > 0 ? [`${untested} ${untested === 1 ? "was" : "were"} never tested`] : []),
  ];
  const count = targets.length === 1 ? "1 target" : `${targets.length} targets`;
  return parts.length === 0 ? `${count}, all answered their last test.` : `${count}; ${parts.join(", ")}.`;
}

function NewTargetButton({ held }: { readonly held: readonly string[] }): ReactNode {
  const icon = <IconPlus size={14} stroke={2} />;
  if (held.includes("target:write")) {
    return (
      <Button component={Link} href="/targets/new" leftSection={icon}>
        Connect a target
      </Button>
    );
  }
  return (
    <DisabledReason reason={`Needs ${whoMay("target:write")} to ${permissions["target:write"].does}.`}>
      <Button leftSection={icon}>Connect a target</Button>
    </DisabledReason>
  );
}

interface NoTargetsProps {
  readonly isFiltered: boolean;
  readonly held: readonly string[];
  readonly onClear: () => void;
}

function NoTargets({ isFiltered, held, onClear }: NoTargetsProps): ReactNode {
  if (isFiltered) {
    return (
      <EmptyState
        kind="nothing_matches"
        title="No target matches these filters"
        actions={
          <Button size="xs" variant="default" onClick={onClear}>
            Clear filters
          </Button>
        }
      />
    );
  }
  return (
    <EmptyState
      kind="nothing_yet"
      title="No target yet"
      description="A target says where the traffic of a service in an environment is split: HAProxy, the embedded edge, or a webhook of your own."
      actions={<NewTargetButton held={held} />}
    />
  );
}

const columns: readonly DataTableColumn<TargetView>[] = [
  {
    id: "service",
    header: "Service",
    cell: (row) => (
      <span className={classes.two}>
        <span>{row.service.name}</span>
        <span className={classes.second}>{row.environment.name}</span>
      </span>
    ),
  },
  {
    id: "kind",
    header: "Data plane",
    cell: (row) => (
      <span className={classes.two}>
        <span>{targetKinds[row.config.kind]}</span>
        <span className={classes.second} title={addressOf(row.config)}>
          {addressOf(row.config)}
        </span>
      </span>
    ),
  },
  {
    id: "slots",
    header: "Slots",
    width: "15rem",
    cell: (row) => (
      <span className={classes.slots}>
        {row.slots.map((slot) => (
          <span key={slot.slot} className={classes.slot} data-live={slot.isLive || undefined}>
            <span className={classes.slotName}>{slot.slot}</span>
            <span className={classes.slotVersion}>{slot.version ?? "empty"}</span>
            {slot.isLive ? <span className={classes.live}>live</span> : null}
          </span>
        ))}
      </span>
    ),
  },
  {
    id: "sources",
    header: "Observed by",
    width: "9rem",
    isWideOnly: true,
    cell: (row) => (
      <span className={classes.two}>
        <span>{row.telemetry.length === 1 ? "1 source" : `${row.telemetry.length} sources`}</span>
        <span className={classes.second}>{row.health ? "health checks" : "no health checks"}</span>
      </span>
    ),
  },
  {
    id: "test",
    header: "Last test",
    width: "9rem",
    cell: (row) => (
      <span className={classes.two}>
        <StatusBadge {...testStatus(row)} />
        {row.lastTestedAt ? (
          <span className={classes.second}>
            <Time atMs={Date.parse(row.lastTestedAt)} />
          </span>
        ) : null}
      </span>
    ),
  },
];
