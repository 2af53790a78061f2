"use client";

import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useEnvironmentChoices, useServiceChoices } from "@/components/catalog/use-place-choices";
import { NothingMatches } from "@/components/data-table/clear-filters";
import { ChoiceFilter } from "@/components/data-table/table-filters";
import { TablePages } from "@/components/data-table/table-pages";
import { useTableState } from "@/components/data-table/use-table-state";
import { isFiltering, useUrlFilter } from "@/components/data-table/use-url-filter";
import { SkeletonRows } from "@/components/feedback/delayed-skeleton";
import { DisabledReason } from "@/components/feedback/disabled-reason";
import { EmptyState } from "@/components/feedback/empty-state";
import { ErrorState } from "@/components/feedback/error-state";
import { useNowMs } from "@/components/feedback/now";
import { PageHeader } from "@/components/layout/page-header";
import { Panel } from "@/components/ui/panel";
import type { WindowPage, WindowView } from "@/lib/calendar/contract";
import { fetchWindows, windowFilterNames, windowKeys } from "@/lib/calendar/queries";
import { whoMay } from "@/lib/platform/auth/permissions";
import classes from "./calendar.module.css";
import { DeleteWindow } from "./delete-window";
import { WindowDays } from "./window-days";
import { WindowDialog, type WindowDialogActions } from "./window-dialog";

export interface WindowAgendaProps extends WindowDialogActions {
  readonly canWrite: boolean;
}

const kindChoices = [
  { value: "blackout", label: "Blackouts" },
  { value: "maintenance", label: "Maintenance" },
];
const whenChoices = [{ value: "past", label: "Past and present" }];

/** Blackouts and maintenance windows as a list in the order of time. */
export function WindowAgenda(props: WindowAgendaProps): ReactNode {
  const filter = useUrlFilter(windowFilterNames);
  const state = useTableState();
  const services = useServiceChoices();
  const environments = useEnvironmentChoices();
  const nowMs = useNowMs();
  // Undefined: closed. Null: a new one.
  const [edited, setEdited] = useState<WindowView | null | undefined>();
  const [deleted, setDeleted] = useState<WindowView | null>(null);
  const windows = useQuery({
    queryKey: windowKeys.list(filter),
    queryFn: ({ signal }) => fetchWindows(filter, signal),
    placeholderData: keepPreviousData,
    refetchInterval: 60_000,
  });
  const missing = props.canWrite ? null : `Needs ${whoMay("window:write")}.`;
  const createButton = (
    <DisabledReason reason={missing}>
      <Button leftSection={<IconPlus size={14} />} onClick={() => setEdited(null)}>
        New window
      </Button>
    </DisabledReason>
  );
  return (
    <>
      <PageHeader title="Calendar" answer={answerOf(windows.data, nowMs)} actions={createButton} />
      <Panel isFlush>
        <div className={classes.toolbar}>
          <ChoiceFilter name="kind" label="Any kind" options={kindChoices} />
          <ChoiceFilter name="service" label="Service" options={services} />
          <ChoiceFilter name="environment" label="Environment" options={environments} />
          <ChoiceFilter name="when" label="Now and to come" options={whenChoices} />
        </div>
        <Content
          windows={windows}
          empty={isFiltering(filter) ? <NothingMatches what="windows" /> : <NoWindows action={createButton} />}
        >
          {(page) => (
            <>
              <WindowDays windows={page.items} missing={missing} onEdit={setEdited} onDelete={setDeleted} />
              <TablePages
                pagination={{ kind: "cursor", nextCursor: page.nextCursor }}
                state={state}
                shown={page.items.length}
              />
            </>
          )}
        </Content>
      </Panel>
      <WindowDialog {...props} open={edited} onClose={() => setEdited(undefined)} />
      <DeleteWindow window={deleted} remove={props.remove} onClose={() => setDeleted(null)} />
    </>
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

function answerOf(page: WindowPage | undefined, nowMs: number): string | undefined {
  if (!page) return undefined;
  const inForce = page.items.filter(
    (window) => Date.parse(window.startsAt) <= nowMs && nowMs < Date.parse(window.endsAt),
  );
  const blackouts = inForce.filter((window) => window.kind === "blackout");
  if (blackouts.length === 0) return "No blackout is in force. Rollbacks are never held.";
  return `In force now: ${blackouts.map((window) => window.name).join(", ")}. Rollbacks are never held.`;
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
