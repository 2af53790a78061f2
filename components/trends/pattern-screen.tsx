"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import Link from "next/link";
import type { ReactNode } from "react";
import { useServiceChoices } from "@/components/catalog/use-place-choices";
import { useTeamChoices } from "@/components/catalog/use-team-choices";
import { DataTable } from "@/components/data-table/data-table";
import type { DataTableColumn } from "@/components/data-table/data-table-column";
import { ChoiceFilter } from "@/components/data-table/table-filters";
import { useTableState } from "@/components/data-table/use-table-state";
import { useUrlFilter } from "@/components/data-table/use-url-filter";
import { EmptyState } from "@/components/feedback/empty-state";
import { PageHeader } from "@/components/layout/page-header";
import { Panel } from "@/components/ui/panel";
import type { PatternsAnswer, PatternView } from "@/lib/trends/contract";
import { fetchPatterns, patternFilterNames, trendKeys } from "@/lib/trends/queries";
import classes from "./trends.module.css";

const byWords = { all: "everything", service: "service", stage: "stage", time: "time of the week" } as const;

function share(failed: number, attempts: number): string {
  return `${((100 * failed) / attempts).toFixed(1)} % (${failed} of ${attempts})`;
}

const periodChoices = [
  { value: "30d", label: "30 days" },
  { value: "6m", label: "6 months" },
  { value: "12m", label: "12 months" },
];
const tierChoices = ["0", "1", "2", "3"].map((value) => ({ value, label: `Tier ${value}` }));

const columns: readonly DataTableColumn<PatternView>[] = [
  { id: "environment", header: "Environment", cell: (row) => row.environment },
  { id: "what", header: "What", cell: (row) => (row.by === "all" ? "everything" : `${byWords[row.by]} ${row.value}`) },
  { id: "here", header: "Failed there", cell: (row) => share(row.failed, row.attempts), align: "end" },
  {
    id: "elsewhere",
    header: "Failed elsewhere",
    cell: (row) => share(row.elsewhereFailed, row.elsewhereAttempts),
    align: "end",
  },
  { id: "newest", header: "Newest failures", cell: (row) => <Newest newest={row.newest} /> },
  { id: "p", header: "Adjusted p", cell: (row) => row.adjusted.toPrecision(2), align: "end", isWideOnly: true },
];

/** Failures that are more frequent in one environment than in the others. */
export function PatternScreen(): ReactNode {
  const filter = useUrlFilter(patternFilterNames);
  const state = useTableState();
  const services = useServiceChoices();
  const teams = useTeamChoices();
  const query = useQuery({
    queryKey: trendKeys.patterns(filter),
    queryFn: ({ signal }) => fetchPatterns(filter, signal),
    placeholderData: keepPreviousData,
  });
  return (
    <>
      <PageHeader title="Failure patterns" answer={query.data ? sentenceOf(query.data) : undefined} />
      <Panel description={query.data ? ruleOf(query.data) : undefined} title="Over-represented failures" isFlush>
        <DataTable
          label="Failure patterns"
          columns={columns}
          rows={query.data?.patterns}
          rowId={(row) => `${row.environment} ${row.by} ${row.value}`}
          state={state}
          isFetching={query.isFetching}
          error={query.error}
          onRetry={() => void query.refetch()}
          empty={
            <EmptyState
              kind={query.data && query.data.compared > 0 ? "nothing_wrong" : "nothing_yet"}
              title={query.data && query.data.compared > 0 ? "No environment stands out" : "Nothing to compare yet"}
              description="Ten attempts in an environment and ten elsewhere are needed for a comparison."
            />
          }
          toolbar={
            <>
              <ChoiceFilter name="period" label="90 days" options={periodChoices} />
              <ChoiceFilter name="service" label="All services" options={services} />
              <ChoiceFilter name="team" label="All teams" options={[...teams, { value: "none", label: "No team" }]} />
              <ChoiceFilter name="tier" label="All tiers" options={tierChoices} />
            </>
          }
        />
      </Panel>
    </>
  );
}

/** How it is counted, over what, and what is left out. */
function ruleOf({ window, zone, rulesVersion, leftOut }: PatternsAnswer): string {
  const days = `${window.from.slice(0, 10)} to ${window.to.slice(0, 10)}, parts of the week in ${zone}`;
  const without = leftOut === 0 ? "Cancelled deployments are left out." : `${leftOut} older deployments are left out.`;
  return (
    `${days}. A deployment fails when it ends badly or is held to have caused an incident (rules, version ${rulesVersion}); a stage when it says so. ` +
    `${without} Fisher's exact test of each environment against the others, adjusted so that of what is listed one in twenty is expected to be chance.`
  );
}

function Newest({ newest }: { readonly newest: PatternView["newest"] }): ReactNode {
  return (
    <span className={classes.links}>
      {newest.map(({ kind, id, name }) => (
        <Link key={`${kind} ${id}`} href={kind === "run" ? `/pipelines/${id}` : `/deployments/${id}`}>
          {name}
        </Link>
      ))}
    </span>
  );
}

function sentenceOf({ patterns, attempts, compared }: PatternsAnswer): string {
  const first = patterns[0];
  const base = `${attempts} deployments and stages, ${compared} comparisons`;
  if (!first) return `${base}: no environment fails more than the others by more than chance.`;
  const what = first.by === "all" ? "" : ` for ${byWords[first.by]} ${first.value}`;
  return `${base}: ${first.environment} fails more often than the others${what}${patterns.length > 1 ? `, and ${patterns.length - 1} more patterns` : ""}.`;
}
