"use client";

import { Button } from "@mantine/core";
import { IconChevronLeft, IconChevronRight, IconPlus } from "@tabler/icons-react";
import dynamic from "next/dynamic";
import { type ReactNode, useCallback, useMemo, useState } from "react";
import { DisabledReason } from "@/components/feedback/disabled-reason";
import { PageHeader } from "@/components/layout/page-header";
import { TabBar } from "@/components/ui/tab-bar";
import type { CalendarEntry, WindowView } from "@/lib/calendar/contract";
import { fetchWindow } from "@/lib/calendar/queries";
import { whoMay } from "@/lib/platform/auth/permissions";
import classes from "./calendar.module.css";
import { CalendarEntries } from "./calendar-entries";
import { DeleteWindow } from "./delete-window";
import { EntryDialog, type EntryDialogProps } from "./entry-dialog";
import { answerOf, daysBetween } from "./entry-words";
import { FindTimeDialog } from "./find-time-dialog";
import { type HolidayActions, HolidaysView } from "./holidays-view";
import type { MoveActions } from "./move-dialog";
import { type SubscribeActions, SubscribeDialog } from "./subscribe-dialog";
import { useCalendar } from "./use-calendar";
import { WindowAgenda } from "./window-agenda";
import { WindowDialog, type WindowDialogActions } from "./window-dialog";

const MoveDialog = dynamic(() => import("./move-dialog").then((module) => module.MoveDialog), { ssr: false });

export interface CalendarViewProps extends WindowDialogActions {
  readonly canWrite: boolean;
  readonly mayBringHolidays: boolean;
  readonly feeds: SubscribeActions;
  readonly holidays: HolidayActions;
  readonly moves: MoveActions;
  /** Why releases, and why reservations, cannot be moved; null when they can. */
  readonly mayMove: EntryDialogProps["mayMove"];
}

const modeItems = [
  { value: "month", label: "Month" },
  { value: "week", label: "Week" },
  { value: "lanes", label: "Environments" },
  { value: "agenda", label: "Agenda" },
  { value: "windows", label: "Windows" },
  { value: "holidays", label: "Holidays" },
];

/** The calendar: what is planned, what holds, and what is under way, as a month, a week, lanes or a list. */
export function CalendarView(props: CalendarViewProps): ReactNode {
  const { canWrite, mayBringHolidays, feeds, holidays, moves, mayMove, ...actions } = props;
  const calendar = useCalendar();
  const { mode, zone, setPlace, entries } = calendar;
  // Undefined: closed. Null: a new one.
  const [edited, setEdited] = useState<{ window: WindowView | null; shiftDays: number } | undefined>();
  const [deleted, setDeleted] = useState<WindowView | null>(null);
  const [looked, setLooked] = useState<CalendarEntry | null>(null);
  const [moved, setMoved] = useState<CalendarEntry | null>(null);
  const [isFinding, setIsFinding] = useState(false);
  const [isSubscribing, setIsSubscribing] = useState(false);
  const missing = canWrite ? null : `Needs ${whoMay("window:write")}.`;
  const items = entries.data?.items;
  const onMove = useCallback(
    async (entryId: string, day: string) => {
      const entry = items?.find(({ id }) => id === entryId);
      if (!entry?.windowId) return;
      const window = await fetchWindow(entry.windowId);
      setEdited({ window, shiftDays: daysBetween(entry.startsAt, day, zone) });
    },
    [items, zone],
  );
  const onEdit = useCallback((window: WindowView) => {
    setLooked(null);
    setEdited({ window, shiftDays: 0 });
  }, []);
  const onDelete = useCallback((window: WindowView) => {
    setLooked(null);
    setDeleted(window);
  }, []);
  const onShowDay = useCallback((day: string) => void setPlace({ view: "agenda", at: day }), [setPlace]);
  const grid = useMemo(
    () => ({
      onMove: (id: string, day: string) => void onMove(id, day),
      onShowDay,
      onOpen: setLooked,
      canMove: canWrite,
    }),
    [onMove, onShowDay, canWrite],
  );
  const createButton = (
    <DisabledReason reason={missing}>
      <Button leftSection={<IconPlus size={14} />} onClick={() => setEdited({ window: null, shiftDays: 0 })}>
        New window
      </Button>
    </DisabledReason>
  );
  return (
    <>
      <PageHeader
        title="Calendar"
        answer={answerOf(items, calendar.nowMs)}
        actions={
          <>
            <Button variant="default" onClick={() => setIsFinding(true)}>
              Find a time
            </Button>
            <Button variant="default" onClick={() => setIsSubscribing(true)}>
              Subscribe
            </Button>
            {createButton}
          </>
        }
      />
      <div className={classes.bar}>
        <TabBar
          label="View of the calendar"
          items={modeItems}
          value={mode}
          onChange={(view) => void setPlace({ view: view as typeof mode })}
          controls="calendar-view"
        />
        {mode === "windows" || mode === "holidays" ? null : <Period title={calendar.range.title} {...calendar.moves} />}
      </div>
      <div id="calendar-view" role="tabpanel" aria-label={modeItems.find(({ value }) => value === mode)?.label}>
        {mode === "windows" ? (
          <WindowAgenda missing={missing} createButton={createButton} onEdit={onEdit} onDelete={setDeleted} />
        ) : null}
        {mode === "holidays" ? (
          <HolidaysView actions={holidays} missing={mayBringHolidays ? null : `Needs ${whoMay("holiday:write")}.`} />
        ) : null}
        {mode === "windows" || mode === "holidays" ? null : <CalendarEntries calendar={calendar} grid={grid} />}
      </div>
      <EntryDialog
        entry={looked}
        missing={missing}
        edit={actions.edit}
        onClose={() => setLooked(null)}
        onEdit={onEdit}
        onDelete={onDelete}
        mayMove={mayMove}
        onMove={(entry) => {
          setLooked(null);
          setMoved(entry);
        }}
      />
      {moved ? <MoveDialog entry={moved} actions={moves} onClose={() => setMoved(null)} /> : null}
      <WindowDialog
        {...actions}
        open={edited?.window}
        shiftDays={edited?.shiftDays ?? 0}
        onClose={() => setEdited(undefined)}
      />
      <FindTimeDialog isOpen={isFinding} onClose={() => setIsFinding(false)} />
      <SubscribeDialog isOpen={isSubscribing} actions={feeds} onClose={() => setIsSubscribing(false)} />
      <DeleteWindow window={deleted} remove={actions.remove} onClose={() => setDeleted(null)} />
    </>
  );
}

interface PeriodProps {
  readonly title: string;
  readonly previous: () => void;
  readonly next: () => void;
  readonly today: () => void;
}

function Period({ title, previous, next, today }: PeriodProps): ReactNode {
  return (
    <div className={classes.period}>
      <span className={classes.periodTitle} role="status">
        {title}
      </span>
      <Button variant="default" size="compact-sm" aria-label="Earlier" onClick={previous}>
        <IconChevronLeft size={14} />
      </Button>
      <Button variant="default" size="compact-sm" onClick={today}>
        Today
      </Button>
      <Button variant="default" size="compact-sm" aria-label="Later" onClick={next}>
        <IconChevronRight size={14} />
      </Button>
    </div>
  );
}
