"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
import { type ReactNode, useMemo } from "react";
import { DataTable } from "@/components/data-table/data-table";
import { ExportMenu } from "@/components/data-table/export-menu";
import { ChoiceFilter } from "@/components/data-table/table-filters";
import { useTableState } from "@/components/data-table/use-table-state";
import { PageHeader } from "@/components/layout/page-header";
import { Panel } from "@/components/ui/panel";
import { TabBar } from "@/components/ui/tab-bar";
import { RolloutPhase } from "@/lib/rollouts/contract";
import { fetchOverview, fetchRollouts, type RolloutListFilter, rolloutKeys } from "@/lib/rollouts/queries";
import { isEnded as isEndedPhase, phaseNames } from "./phase";
import type { RolloutCommands } from "./rollout-actions";
import { columnsOf } from "./rollouts-columns";
import { NoRollouts } from "./rollouts-empty";
import { listAnswer, listFilter, listTabs } from "./rollouts-tabs";
import classes from "./rollouts-view.module.css";
import { ShipButton } from "./ship-button";

export interface Option {
  readonly value: string;
  readonly label: string;
}

export interface RolloutsViewProps {
  readonly held: readonly string[];
  readonly services: readonly Option[];
  readonly environments: readonly Option[];
  readonly commands: Pick<RolloutCommands, "abort" | "pause">;
}

const livePollMs = 3_000;
const idlePollMs = 30_000;

/** Every rollout: what waits for a person, what moves, what has ended. */
export function RolloutsView({ held, services, environments, commands }: RolloutsViewProps): ReactNode {
  const [view, setView] = useQueryStates({
    tab: parseAsStringLiteral(listTabs).withDefault("flight"),
    service: parseAsString,
    environment: parseAsString,
    phase: parseAsString,
    cursor: parseAsString,
  });
  const state = useTableState();
  const filter = useMemo((): RolloutListFilter => listFilter(view), [view]);
  const rollouts = useQuery({
    queryKey: rolloutKeys.list(filter),
    queryFn: ({ signal }) => fetchRollouts(filter, signal),
    placeholderData: keepPreviousData,
    refetchInterval: view.tab === "recent" ? idlePollMs : livePollMs,
  });
  const overview = useQuery({
    queryKey: rolloutKeys.overview,
    queryFn: ({ signal }) => fetchOverview(signal),
    refetchInterval: idlePollMs,
  });
  const counts = overview.data;
  const waiting = counts?.active.filter((rollout) => rollout.needsAttention).length;
  const isEnded = view.tab === "recent";
  const columns = useMemo(() => columnsOf({ held, commands, isEnded }), [held, commands, isEnded]);
  const isFiltered = Boolean(view.service || view.environment || view.phase);
  return (
    <>
      <PageHeader
        title="Rollouts"
        answer={counts ? listAnswer(counts) : undefined}
        actions={<ShipButton held={held} />}
      />
      <TabBar
        label="Which rollouts"
        controls="rollouts"
        value={view.tab}
        onChange={(tab) => void setView({ tab: tab as (typeof listTabs)[number], cursor: null, phase: null })}
        items={[
          { value: "needs", label: "Needs a person", count: waiting },
          { value: "flight", label: "In flight", count: counts && counts.active.length + counts.queued.length },
          { value: "recent", label: "Ended" },
        ]}
      />
      <div id="rollouts" role="tabpanel" aria-label="Rollouts" className={classes.panel}>
        <Panel isFlush>
          <DataTable
            label="Rollouts"
            columns={columns}
            rows={rollouts.data?.items}
            rowId={(row) => row.id}
            rowHref={(row) => `/rollouts/${row.id}`}
            state={state}
            error={rollouts.error}
            onRetry={() => void rollouts.refetch()}
            pagination={{ kind: "cursor", nextCursor: rollouts.data?.nextCursor ?? null }}
            toolbar={
              <>
                <ChoiceFilter name="service" label="Service" options={services} />
                <ChoiceFilter name="environment" label="Environment" options={environments} />
                {view.tab === "needs" ? null : (
                  <ChoiceFilter name="phase" label="Phase" options={phaseOptions(view.tab === "recent")} />
                )}
                <ExportMenu rows="rollouts" query={{ ...filter }} />
              </>
            }
            empty={
              <NoRollouts
                tab={view.tab}
                isFiltered={isFiltered}
                onClear={() => void setView({ service: null, environment: null, phase: null, cursor: null })}
              />
            }
          />
        </Panel>
      </div>
    </>
  );
}

function phaseOptions(isEnded: boolean): readonly Option[] {
  return RolloutPhase.options
    .filter((phase) => isEndedPhase(phase) === isEnded)
    .map((phase) => ({ value: phase, label: phaseNames[phase] }));
}
