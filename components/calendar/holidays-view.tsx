"use client";

import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { ConfirmAction } from "@/components/feedback/confirm-action";
import { SkeletonRows } from "@/components/feedback/delayed-skeleton";
import { DisabledReason } from "@/components/feedback/disabled-reason";
import { EmptyState } from "@/components/feedback/empty-state";
import { ErrorState } from "@/components/feedback/error-state";
import { StatusBadge } from "@/components/feedback/status-badge";
import { Time } from "@/components/feedback/time";
import { Panel } from "@/components/ui/panel";
import type {
  DeletedHolidayCalendar,
  HolidayCalendarDetail,
  HolidayCalendarView,
} from "@/lib/calendar/holiday-contract";
import { fetchHolidayCalendars, holidayKeys } from "@/lib/calendar/queries";
import { callAction, type ServerAction } from "@/lib/platform/http/action-client";
import classes from "./calendar.module.css";
import { HolidayDialog, type HolidayDialogActions } from "./holiday-dialog";
import { calendarBadge, daysWords, sourceWords } from "./holiday-words";

export interface HolidayActions extends HolidayDialogActions {
  readonly refreshHolidays: ServerAction<{ readonly id: string }, HolidayCalendarDetail>;
  readonly removeHolidays: ServerAction<{ readonly id: string; readonly revision: number }, DeletedHolidayCalendar>;
}

export interface HolidaysViewProps {
  readonly actions: HolidayActions;
  /** Why calendars cannot be changed; null when they can. */
  readonly missing: string | null;
}

/** Calendars of holidays: where each comes from, when it was read last, and what is wrong. */
export function HolidaysView({ actions, missing }: HolidaysViewProps): ReactNode {
  const queryClient = useQueryClient();
  // Undefined: closed. Null: a new one.
  const [edited, setEdited] = useState<HolidayCalendarView | null | undefined>();
  const [deleted, setDeleted] = useState<HolidayCalendarView | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  const { data, error, refetch } = useQuery({
    queryKey: holidayKeys.list,
    queryFn: ({ signal }) => fetchHolidayCalendars(signal),
    refetchInterval: 15_000,
  });
  const anew = (): Promise<void> => queryClient.invalidateQueries({ queryKey: ["holiday"] });
  async function refresh({ id }: HolidayCalendarView): Promise<void> {
    try {
      setFailure(null);
      await callAction(actions.refreshHolidays, { id });
      await anew();
    } catch (thrown) {
      setFailure(thrown);
    }
  }
  const createButton = (
    <DisabledReason reason={missing}>
      <Button leftSection={<IconPlus size={14} />} onClick={() => setEdited(null)}>
        New holidays
      </Button>
    </DisabledReason>
  );
  return (
    <Panel title="Holidays" actions={createButton} isFlush>
      {failure ? <ErrorState error={failure} doing="have it read" /> : null}
      {error && !data ? (
        <ErrorState error={error} doing="load the holidays" onRetry={() => void refetch()} />
      ) : !data ? (
        <SkeletonRows />
      ) : data.items.length === 0 ? (
        <EmptyState
          kind="nothing_yet"
          title="No holidays are known"
          description="Bring a calendar (.ics), as a file or from an address that is read twice a day. Its days stand in the calendar, and unusual figures on them are excused."
        />
      ) : (
        <ul className={classes.list} aria-label="Calendars of holidays">
          {data.items.map((calendar) => (
            <CalendarRow
              key={calendar.id}
              calendar={calendar}
              missing={missing}
              onRefresh={() => void refresh(calendar)}
              onEdit={() => setEdited(calendar)}
              onDelete={() => setDeleted(calendar)}
            />
          ))}
        </ul>
      )}
      <HolidayDialog open={edited} actions={actions} onClose={() => setEdited(undefined)} />
      {deleted ? (
        <ConfirmAction
          isOpen
          onClose={() => setDeleted(null)}
          label={`Delete ${deleted.name}`}
          changes="Its days are like other days from then on."
          where={deleted.team?.name ?? "Every service"}
          blastRadius={`${deleted.holidayCount} ${deleted.holidayCount === 1 ? "holiday" : "holidays"}`}
          isReasonRequired={false}
          onConfirm={async () => {
            await callAction(actions.removeHolidays, { id: deleted.id, revision: deleted.revision });
            await anew();
          }}
        />
      ) : null}
    </Panel>
  );
}

interface CalendarRowProps {
  readonly calendar: HolidayCalendarView;
  readonly missing: string | null;
  readonly onRefresh: () => void;
  readonly onEdit: () => void;
  readonly onDelete: () => void;
}

function CalendarRow({ calendar, missing, onRefresh, onEdit, onDelete }: CalendarRowProps): ReactNode {
  const { name, host, failure, readAt, leftOutCount, next } = calendar;
  const buttons = [
    ...(host === null ? [] : [{ verb: "Read now", onClick: onRefresh }]),
    { verb: "Edit", onClick: onEdit },
    { verb: "Delete", onClick: onDelete },
  ];
  return (
    <li className={classes.feed}>
      <div className={classes.feedFacts}>
        <span className={classes.what}>
          <span className={classes.name}>{name}</span>
          <StatusBadge {...calendarBadge(calendar)} />
        </span>
        <span className={classes.other}>{sourceWords(calendar)}</span>
        {next ? <span>Next: {`${next.name}, ${daysWords(next)}`}</span> : null}
        {failure === null ? null : (
          <span>
            {failure}{" "}
            {readAt === null ? (
              "Nothing is known of it yet."
            ) : (
              <>What is known is from {<Time atMs={Date.parse(readAt)} />}.</>
            )}
          </span>
        )}
        {failure === null && readAt !== null && host !== null ? (
          <span className={classes.other}>Read {<Time atMs={Date.parse(readAt)} />}</span>
        ) : null}
        {leftOutCount > 0 ? (
          <span className={classes.other}>
            {leftOutCount === 1
              ? "1 entry has a time of day and was left out."
              : `${leftOutCount} entries have a time of day and were left out.`}
          </span>
        ) : null}
      </div>
      <div className={classes.actions}>
        {buttons.map(({ verb, onClick }) => (
          <DisabledReason key={verb} reason={missing}>
            <Button variant="default" size="compact-sm" aria-label={`${verb}: ${name}`} onClick={onClick}>
              {verb}
            </Button>
          </DisabledReason>
        ))}
      </div>
    </li>
  );
}
