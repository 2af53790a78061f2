"use client";

import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { type ReactNode, useState } from "react";
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
import { PageHeader } from "@/components/layout/page-header";
import { Panel } from "@/components/ui/panel";
import { whoMay } from "@/lib/platform/auth/permissions";
import type { ObjectiveList as Listed, ObjectiveView } from "@/lib/slos/contract";
import { fetchObjectives, objectiveFilterNames, objectiveKeys } from "@/lib/slos/queries";
import { ObjectiveDialog, type ObjectiveDialogActions } from "./objective-dialog";
import { bandBadge, promiseOf, rangeOf } from "./objective-words";
import classes from "./slos.module.css";

const columns: readonly DataTableColumn<ObjectiveView>[] = [
  {
    id: "name",
    header: "Objective",
    cell: (row) => (
      <span className={classes.name}>
        {row.name}
        <span className={classes.muted}>{promiseOf(row.definition)}</span>
      </span>
    ),
    width: "32%",
  },
  { id: "band", header: "Budget", cell: (row) => <StatusBadge {...bandBadge(row.band)} /> },
  {
    id: "left",
    header: "Left",
    align: "end",
    cell: ({ level }) => <Range text={rangeOf(level.budgetLeftWorstPercent, level.budgetLeftBestPercent)} />,
  },
  {
    id: "level",
    header: "Level",
    align: "end",
    cell: ({ level }) => <Range text={rangeOf(level.worstPercent, level.bestPercent)} />,
  },
  {
    id: "coverage",
    header: "Known",
    align: "end",
    cell: ({ level }) => <Range text={rangeOf(level.coveragePercent, level.coveragePercent)} />,
  },
  { id: "alerts", header: "Alerts", cell: (row) => <Alerts row={row} /> },
  {
    id: "watermark",
    header: "Last told",
    cell: ({ level }) => (level.watermark ? <Time atMs={Date.parse(level.watermark)} /> : <Range text={null} />),
    isWideOnly: true,
  },
];

function Range({ text }: { readonly text: string | null }): ReactNode {
  return text === null ? (
    <span className={classes.muted}>no data</span>
  ) : (
    <span className={classes.number}>{text}</span>
  );
}

function Alerts({ row }: { readonly row: ObjectiveView }): ReactNode {
  const count = (status: string) => row.alerts.filter((alert) => alert.status === status).length;
  if (row.alerts.length === 0) return <span className={classes.muted}>None</span>;
  if (count("firing") > 0) return <StatusBadge status="failed" label={`${count("firing")} firing`} />;
  if (count("frozen") > 0) return <StatusBadge status="no_data" label="Frozen" />;
  return count("pending") > 0 ? (
    <StatusBadge status="at_risk" label="Pending" />
  ) : (
    <span className={classes.muted}>Quiet</span>
  );
}

export interface ObjectiveListProps extends ObjectiveDialogActions {
  readonly canWrite: boolean;
}

/** Every objective in force, those that need somebody first. */
export function ObjectiveList({ canWrite, ...actions }: ObjectiveListProps): ReactNode {
  const filter = useUrlFilter(objectiveFilterNames);
  const state = useTableState();
  const services = useServiceChoices();
  const environments = useEnvironmentChoices();
  const [isOpen, setIsOpen] = useState(false);
  const objectives = useQuery({
    queryKey: objectiveKeys.list(filter),
    queryFn: ({ signal }) => fetchObjectives(filter, signal),
    placeholderData: keepPreviousData,
    refetchInterval: 60_000,
  });
  const createButton = (
    <DisabledReason reason={canWrite ? null : `Needs ${whoMay("slo:write")}.`}>
      <Button leftSection={<IconPlus size={14} />} onClick={() => setIsOpen(true)}>
        New objective
      </Button>
    </DisabledReason>
  );
  const headActions = (
    <>
      <Button variant="default" component={Link} href="/slos/import">
        From files
      </Button>
      <Button variant="default" component={Link} href="/slos/vendors">
        Vendors
      </Button>
      {createButton}
    </>
  );
  const rows = objectives.data?.items;
  return (
    <>
      <PageHeader title="SLOs" answer={answerOf(objectives.data)} actions={headActions} />
      <Panel isFlush>
        <DataTable
          label="Objectives"
          columns={columns}
          rows={rows}
          rowId={(row) => row.id}
          rowHref={(row) => `/slos/${row.slug}`}
          state={state}
          isFetching={objectives.isFetching}
          error={objectives.error}
          onRetry={() => void objectives.refetch()}
          empty={isFiltering(filter) ? <NothingMatches what="objectives" /> : <NoObjectives action={createButton} />}
          toolbar={
            <>
              <ChoiceFilter name="service" label="Service" options={services} />
              <ChoiceFilter name="environment" label="Environment" options={environments} />
              <ExportMenu rows="objectives" query={filter} />
            </>
          }
        />
      </Panel>
      <ObjectiveDialog {...actions} open={isOpen ? null : undefined} onClose={() => setIsOpen(false)} />
    </>
  );
}

function answerOf(list: Listed | undefined): string | undefined {
  if (!list || list.items.length === 0) return undefined;
  const { items: rows, isCut } = list;
  const cut = isCut
    ? ` These are the ${rows.length} that matter most by tier; filter by service or environment for others.`
    : "";
  return `${bandsOf(rows)}${cut}`;
}

function bandsOf(rows: readonly ObjectiveView[]): string {
  const of = (...bands: string[]) => rows.filter((row) => bands.includes(row.band)).length;
  const parts = [
    [of("exhausted"), "without budget"],
    [of("unhealthy", "attention"), "with less than half of the budget"],
    [of("uncertain"), "with too much unknown to tell"],
    [of("dark"), "dark"],
  ] as const;
  const said = parts.filter(([count]) => count > 0).map(([count, words]) => `${count} ${words}`);
  const all = rows.length === 1 ? "The one objective" : `All ${rows.length} objectives`;
  return said.length === 0
    ? `${all} have at least half of the budget.`.replace("objective have", "objective has")
    : `${rows.length === 1 ? "Of one objective" : `Of ${rows.length} objectives`}: ${said.join(", ")}.`;
}

function NoObjectives({ action }: { readonly action: ReactNode }): ReactNode {
  return (
    <EmptyState
      kind="nothing_yet"
      title="Nothing is promised yet"
      description="An objective says how good a service must be; its budget is what may go wrong. The past is known already for every service that has a target."
      actions={action}
    />
  );
}
