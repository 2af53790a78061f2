"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useEnvironmentChoices, useServiceChoices } from "@/components/catalog/use-place-choices";
import { NothingMatches } from "@/components/data-table/clear-filters";
import { ExportMenu } from "@/components/data-table/export-menu";
import { ChoiceFilter } from "@/components/data-table/table-filters";
import { TablePages } from "@/components/data-table/table-pages";
import { useTableState } from "@/components/data-table/use-table-state";
import { isFiltering, useUrlFilter } from "@/components/data-table/use-url-filter";
import { SkeletonRows } from "@/components/feedback/delayed-skeleton";
import { EmptyState } from "@/components/feedback/empty-state";
import { ErrorState } from "@/components/feedback/error-state";
import { Panel } from "@/components/ui/panel";
import type { WindowPage, WindowView } from "@/lib/calendar/contract";
import { fetchWindows, windowFilterNames, windowKeys, windowQuery } from "@/lib/calendar/queries";
import classes from "./calendar.module.css";
import { WindowDays } from "./window-days";

export interface WindowAgendaProps {
  /** Why windows cannot be changed; null when they can. */
  readonly missing: string | null;
  readonly createButton: ReactNode;
  readonly onEdit: (window: WindowView) => void;
  readonly onDelete: (window: WindowView) => void;
}

const kindChoices = [
  { value: "blackout", label: "Blackouts" },
  { value: "maintenance", label: "Maintenance" },
];
const whenChoices = [{ value: "past", label: "Past and present" }];

/** Blackouts and maintenance windows as they are set, in the order of time. */
export function WindowAgenda({ missing, createButton, onEdit, onDelete }: WindowAgendaProps): ReactNode {
  const filter = useUrlFilter(windowFilterNames);
  const state = useTableState();
  const services = useServiceChoices();
  const environments = useEnvironmentChoices();
  const windows = useQuery({
    queryKey: windowKeys.list(filter),
    queryFn: ({ signal }) => fetchWindows(filter, signal),
    placeholderData: keepPreviousData,
    refetchInterval: 60_000,
  });
  return (
    <Panel isFlush>
      <div className={classes.toolbar} data-filters>
        <ChoiceFilter name="kind" label="Any kind" options={kindChoices} />
        <ChoiceFilter name="service" label="Service" options={services} />
        <ChoiceFilter name="environment" label="Environment" options={environments} />
        <ChoiceFilter name="when" label="Now and to come" options={whenChoices} />
        <ExportMenu rows="windows" query={windowQuery(filter, Date.now())} />
      </div>
      <Content
        windows={windows}
        empty={isFiltering(filter) ? <NothingMatches what="windows" /> : <NoWindows action={createButton} />}
      >
        {(page) => (
          <>
            <WindowDays windows={page.items} missing={missing} onEdit={onEdit} onDelete={onDelete} />
            <TablePages
              pagination={{ kind: "cursor", nextCursor: page.nextCursor }}
              state={state}
              shown={page.items.length}
            />
          </>
        )}
      </Content>
    </Panel>
  );
}

interface ContentProps {
  readonly windows: { readonly data?: WindowPage; readonly error: unknown; readonly refetch: () => unknown };
  readonly empty: ReactNode;
  readonly children: (page: WindowPage) => ReactNode;
}

function Content({ windows, empty, children }: ContentProps): ReactNode {
  const { data, error } = windows;
  if (data) return data.items.length === 0 ? empty : children(data);
  if (!error) return <SkeletonRows />;
  return <ErrorState error={error} doing="load the calendar" onRetry={() => void windows.refetch()} />;
}

function NoWindows({ action }: { readonly action: ReactNode }): ReactNode {
  return (
    <EmptyState
      kind="nothing_yet"
      title="Nothing is planned"
      description="A blackout holds rollouts while it lasts; a maintenance window is the only time when they move."
      actions={action}
    />
  );
}
