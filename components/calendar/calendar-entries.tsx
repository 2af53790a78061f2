"use client";

import type { ReactNode } from "react";
import { useEnvironmentChoices, useServiceChoices } from "@/components/catalog/use-place-choices";
import { ChoiceFilter } from "@/components/data-table/table-filters";
import { SkeletonRows } from "@/components/feedback/delayed-skeleton";
import { ErrorState } from "@/components/feedback/error-state";
import { Panel } from "@/components/ui/panel";
import type { CalendarEntry } from "@/lib/calendar/contract";
import classes from "./calendar.module.css";
import grids from "./calendar-grid.module.css";
import { DaysView, type DaysViewProps } from "./days-view";
import { EntriesAgenda } from "./entries-agenda";
import { EntryTips } from "./entry-tips";
import { kindChoices } from "./entry-words";
import { LanesView } from "./lanes-view";
import type { useCalendar } from "./use-calendar";

export interface CalendarEntriesProps {
  readonly calendar: ReturnType<typeof useCalendar>;
  readonly grid: Pick<DaysViewProps, "onMove" | "onShowDay" | "onOpen" | "canMove">;
}

const monthLanes = 4;
const weekLanes = 20;
const nothing: readonly CalendarEntry[] = [];
const minuteMs = 60_000;

/** The filters of the calendar, and its entries in the view that was chosen. On a narrow screen every view is a list. */
export function CalendarEntries({ calendar, grid }: CalendarEntriesProps): ReactNode {
  const services = useServiceChoices();
  const environments = useEnvironmentChoices();
  const { mode, range, zone, today, nowMs, entries } = calendar;
  const items = entries.data?.items ?? nothing;
  const agenda = <EntriesAgenda entries={items} zone={zone} onOpen={grid.onOpen} />;
  const shown = { entries: items, range, zone };
  const byMinute = Math.floor(nowMs / minuteMs) * minuteMs;
  return (
    <Panel isFlush>
      <EntryTips entries={items} zone={zone}>
        <div className={classes.toolbar} data-filters>
          <ChoiceFilter name="kinds" label="Everything" options={kindChoices} />
          <ChoiceFilter name="service" label="Service" options={services} />
          <ChoiceFilter name="environment" label="Environment" options={environments} />
        </div>
        {entries.data?.isCut ? (
          <p className={classes.none}>
            There is more than can be shown at once: choose a service, an environment or a kind.
          </p>
        ) : null}
        {entries.error && !entries.data ? (
          <ErrorState error={entries.error} doing="load the calendar" onRetry={() => void entries.refetch()} />
        ) : null}
        {entries.isPending ? <SkeletonRows /> : null}
        {entries.data && mode === "agenda" ? agenda : null}
        {entries.data && mode !== "agenda" ? (
          <>
            <div className={grids.wide} data-wide>
              {mode === "lanes" ? (
                <LanesView
                  {...shown}
                  nowMs={byMinute}
                  environments={environments}
                  onOpen={grid.onOpen}
                  canMove={false}
                />
              ) : (
                <DaysView {...shown} {...grid} today={today} lanes={mode === "month" ? monthLanes : weekLanes} />
              )}
            </div>
            <div className={grids.narrow}>{agenda}</div>
          </>
        ) : null}
      </EntryTips>
    </Panel>
  );
}
