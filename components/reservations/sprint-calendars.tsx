"use client";

import { Button } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import Link from "next/link";
import { type ReactNode, useState } from "react";
import { ConfirmAction } from "@/components/feedback/confirm-action";
import { DisabledReason } from "@/components/feedback/disabled-reason";
import { ErrorState } from "@/components/feedback/error-state";
import { Time } from "@/components/feedback/time";
import { Panel } from "@/components/ui/panel";
import { useEverTrue } from "@/components/ui/use-ever-true";
import { callAction, type ServerAction } from "@/lib/platform/http/action-client";
import type { RemovedSprintCalendar, SprintCalendarView } from "@/lib/reservations/contract";
import { fetchSprintCalendars, reservationKeys } from "@/lib/reservations/queries";
import classes from "./reservations.module.css";
import type { SetSprintCalendar } from "./sprint-calendar-dialog";

const CalendarDialog = dynamic(() => import("./sprint-calendar-dialog").then((module) => module.SprintCalendarDialog), {
  ssr: false,
});

export interface SprintCalendarsProps {
  readonly set: SetSprintCalendar;
  readonly remove: ServerAction<
    { readonly slug: string; readonly revision: number; readonly reason: string },
    RemovedSprintCalendar
  >;
  /** Why the reader may not change them; null when they may. */
  readonly whyNot: string | null;
}

interface Chosen {
  /** Null: a new one; undefined: none is changed. */
  readonly edited: SprintCalendarView | null | undefined;
  /** The one that is to go. */
  readonly gone: SprintCalendarView | null;
}

/** Sprint calendars, and the environments that share each: availability of these is told by the same sprints. */
export function SprintCalendars({ set, remove, whyNot }: SprintCalendarsProps): ReactNode {
  const calendars = useQuery({
    queryKey: reservationKeys.sprintCalendars,
    queryFn: ({ signal }) => fetchSprintCalendars(signal),
  });
  const [{ edited, gone }, choose] = useState<Chosen>({ edited: undefined, gone: null });
  const wasOpen = useEverTrue(edited !== undefined);
  const close = () => choose({ edited: undefined, gone: null });
  const items = calendars.data?.items ?? [];
  return (
    <div className={classes.below}>
      <Panel
        title="Sprint calendars"
        description="Environments that share one tell their availability by the same sprints"
        actions={
          <DisabledReason reason={whyNot}>
            <Button size="compact-sm" variant="default" onClick={() => choose({ edited: null, gone: null })}>
              New calendar
            </Button>
          </DisabledReason>
        }
        isFlush
      >
        {calendars.error && !calendars.data ? (
          <ErrorState error={calendars.error} doing="load sprint calendars" onRetry={() => void calendars.refetch()} />
        ) : null}
        {calendars.data && items.length === 0 ? (
          <p className={classes.calendar}>No team has one yet. With one, outages say which sprint they hit.</p>
        ) : null}
        <ul className={classes.calendars}>
          {items.map((calendar) => (
            <Row key={calendar.slug} calendar={calendar} whyNot={whyNot} choose={choose} />
          ))}
        </ul>
        {wasOpen ? <CalendarDialog open={edited} set={set} onClose={close} /> : null}
        <Removal calendar={gone} remove={remove} onClose={close} />
      </Panel>
    </div>
  );
}

interface RowProps extends Pick<SprintCalendarsProps, "whyNot"> {
  readonly calendar: SprintCalendarView;
  readonly choose: (chosen: Chosen) => void;
}

function Row({ calendar, whyNot, choose }: RowProps): ReactNode {
  return (
    <li className={classes.calendar}>
      <Words calendar={calendar} />
      <span className={classes.calendarActions}>
        <DisabledReason reason={whyNot}>
          <Button
            size="compact-xs"
            variant="default"
            aria-label={`Change ${calendar.name}`}
            onClick={() => choose({ edited: calendar, gone: null })}
          >
            Change
          </Button>
        </DisabledReason>
        <DisabledReason reason={whyNot ?? usedBy(calendar)}>
          <Button
            size="compact-xs"
            variant="subtle"
            aria-label={`Remove ${calendar.name}`}
            onClick={() => choose({ edited: undefined, gone: calendar })}
          >
            Remove
          </Button>
        </DisabledReason>
      </span>
    </li>
  );
}

interface RemovalProps extends Pick<SprintCalendarsProps, "remove"> {
  readonly calendar: SprintCalendarView | null;
  readonly onClose: () => void;
}

function Removal({ calendar, remove, onClose }: RemovalProps): ReactNode {
  const queryClient = useQueryClient();
  return (
    <ConfirmAction
      isOpen={calendar !== null}
      onClose={onClose}
      label={`Remove ${calendar?.name ?? ""}`}
      changes="The calendar is gone. What is on record stays."
      where="Environments"
      blastRadius="No environment: none has it"
      tone="danger"
      isReasonRequired
      onConfirm={async (reason) => {
        if (calendar === null) return;
        await callAction(remove, { slug: calendar.slug, revision: calendar.revision, reason });
        await queryClient.invalidateQueries({ queryKey: reservationKeys.sprintCalendars });
      }}
    />
  );
}

function usedBy({ environments }: SprintCalendarView): string | null {
  return environments.length === 0 ? null : `It is that of ${environments.map(({ name }) => name).join(", ")}.`;
}

function Words({ calendar }: { readonly calendar: SprintCalendarView }): ReactNode {
  const { name, lengthDays, firstDay, timeZone, current, environments } = calendar;
  return (
    <span className={classes.calendarWords}>
      <span>{name}</span>
      <span className={classes.muted}>
        {lengthDays} days from {firstDay} ({timeZone})
        {current === null ? ", not begun" : `, sprint ${current.number} ends `}
        {current === null ? null : <Time atMs={Date.parse(current.endsAt)} />}
      </span>
      <span className={classes.muted}>
        {environments.length === 0 ? "No environment has it" : "Environments: "}
        {environments.map(({ slug, name: place }, index) => (
          <span key={slug}>
            {index === 0 ? "" : ", "}
            <Link href={`/environments/${slug}`}>{place}</Link>
          </span>
        ))}
      </span>
    </span>
  );
}
