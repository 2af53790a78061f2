"use client";

import { Button, Group, Stack } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { type ReactNode, useState } from "react";
import { DisabledReason } from "@/components/feedback/disabled-reason";
import { ErrorState } from "@/components/feedback/error-state";
import { useNowMs } from "@/components/feedback/now";
import { Dialog } from "@/components/forms/dialog";
import { toWallClock } from "@/components/forms/zoned-time";
import { useTimeZone } from "@/components/layout/preferences";
import type { CalendarEntry, WindowView } from "@/lib/calendar/contract";
import { fetchWindow, windowKeys } from "@/lib/calendar/queries";
import { callAction } from "@/lib/platform/http/action-client";
import classes from "./calendar.module.css";
import { EntryVerdicts, trainIdOf } from "./entry-verdicts";
import { entrySpanWords, kindWord, placeOf, whenWords } from "./entry-words";
import type { WindowDialogActions } from "./window-dialog";
import { effectOf, flagFlipWords, underWayWords } from "./window-words";

export interface EntryDialogProps extends Pick<WindowDialogActions, "edit"> {
  /** Null when closed. */
  readonly entry: CalendarEntry | null;
  /** Why windows cannot be changed; null when they can. */
  readonly missing: string | null;
  readonly onClose: () => void;
  readonly onEdit: (window: WindowView) => void;
  readonly onDelete: (window: WindowView) => void;
  readonly onMove: (entry: CalendarEntry) => void;
  /** Why releases, and why reservations, cannot be moved; null when they can. */
  readonly mayMove: { readonly release: string | null; readonly reservation: string | null };
}

/** What stands behind a bar of the calendar, and what can be done about it. */
export function EntryDialog({ entry, ...rest }: EntryDialogProps): ReactNode {
  // The last one stays on the screen while the dialog closes.
  const [shown, setShown] = useState(entry);
  if (entry && entry !== shown) setShown(entry);
  return (
    <Dialog isOpen={entry !== null} onClose={rest.onClose} title={shown?.title ?? ""}>
      {shown ? <EntryBody {...rest} entry={shown} /> : null}
    </Dialog>
  );
}

function EntryBody({ entry, ...rest }: EntryDialogProps & { readonly entry: CalendarEntry }): ReactNode {
  const zone = useTimeZone();
  const nowMs = useNowMs();
  const trainId = trainIdOf(entry);
  return (
    <Stack gap="sm">
      <p className={classes.fact}>
        {kindWord(entry.kind)} · {placeOf(entry)}
      </p>
      <p className={classes.fact}>
        {whenWords(entry, zone)} ({entry.timeZone ?? zone})
      </p>
      {entry.note ? <p className={classes.fact}>{entry.note}</p> : null}
      {trainId ? <EntryVerdicts entry={entry} trainId={trainId} /> : null}
      {entry.href ? <Link href={entry.href}>Open its page</Link> : null}
      {isAhead(entry, nowMs) ? (
        <Group justify="flex-end">
          <DisabledReason reason={rest.mayMove[entry.kind === "release" ? "release" : "reservation"]}>
            <Button onClick={() => rest.onMove(entry)}>Move</Button>
          </DisabledReason>
        </Group>
      ) : null}
      {entry.windowId ? <WindowFacts {...rest} entry={entry} windowId={entry.windowId} /> : null}
    </Stack>
  );
}

/** A release that has not departed, or a reservation that has not begun: they can be given another time. */
function isAhead({ kind, startsAt, gate }: CalendarEntry, nowMs: number): boolean {
  return kind === "release" ? gate !== undefined : kind === "reservation" && Date.parse(startsAt) > nowMs;
}

interface WindowFactsProps extends Omit<EntryDialogProps, "entry"> {
  readonly entry: CalendarEntry;
  readonly windowId: string;
}

function WindowFacts({ entry, windowId, missing, edit, onClose, onEdit, onDelete }: WindowFactsProps): ReactNode {
  const queryClient = useQueryClient();
  const [failure, setFailure] = useState<unknown>(null);
  const { data, error } = useQuery({
    queryKey: windowKeys.one(windowId),
    queryFn: ({ signal }) => fetchWindow(windowId, signal),
  });
  if (error) return <ErrorState error={error} doing="load the window" />;
  if (!data) return null;
  async function leaveOut(window: WindowView): Promise<void> {
    try {
      await callAction(edit, withoutTime(window, entry.startsAt));
      await queryClient.invalidateQueries({ queryKey: ["window"] });
      onClose();
    } catch (thrown) {
      setFailure(thrown);
    }
  }
  const zone = data.recurrence?.timeZone;
  return (
    <>
      {zone ? (
        <p className={classes.fact}>{`${entrySpanWords(entry.startsAt, entry.endsAt, zone)} (${zone})`}</p>
      ) : null}
      <p className={classes.fact}>{effectOf(data.kind)}</p>
      <p className={classes.fact}>{underWayWords(data)}</p>
      <p className={classes.fact}>{flagFlipWords(data)}</p>
      {failure ? <ErrorState error={failure} doing="leave out this time" /> : null}
      <Group justify="flex-end" gap="xs">
        {data.recurrence ? (
          <DisabledReason reason={missing}>
            <Button variant="default" onClick={() => void leaveOut(data)}>
              Leave out this time
            </Button>
          </DisabledReason>
        ) : null}
        <DisabledReason reason={missing}>
          <Button variant="default" onClick={() => onDelete(data)}>
            Delete
          </Button>
        </DisabledReason>
        <DisabledReason reason={missing}>
          <Button onClick={() => onEdit(data)}>Edit or move</Button>
        </DisabledReason>
      </Group>
    </>
  );
}

/** The window as it is, with one of its times among those that are left out. */
function withoutTime(window: WindowView, startsAt: string) {
  const { id, revision, kind, name, underWay, holdsFlagFlips, recurrence } = window;
  const { rule = "", timeZone = "UTC", exdates = [] } = recurrence ?? {};
  const left = toWallClock(Date.parse(startsAt), timeZone);
  return {
    ...{ id, revision, kind, name, underWay, holdsFlagFlips },
    startsAt: window.startsAt,
    endsAt: window.endsAt,
    environment: window.environment?.slug ?? null,
    service: window.service?.slug ?? null,
    recurrence: { rule, timeZone, exdates: [...exdates, left] },
  };
}
