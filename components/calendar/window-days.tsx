"use client";

import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import { DisabledReason } from "@/components/feedback/disabled-reason";
import { useNowMs } from "@/components/feedback/now";
import { StatusBadge } from "@/components/feedback/status-badge";
import { Time } from "@/components/feedback/time";
import { toWallClock } from "@/components/forms/zoned-time";
import { useTimeZone } from "@/components/layout/preferences";
import type { WindowView } from "@/lib/calendar/contract";
import classes from "./calendar.module.css";
import { byDay, whereOf } from "./window-words";

interface WindowDaysProps {
  readonly windows: readonly WindowView[];
  /** Why they cannot be changed; null when they can. */
  readonly missing: string | null;
  readonly onEdit: (window: WindowView) => void;
  readonly onDelete: (window: WindowView) => void;
}

function dayFormat(timeZone: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat("en-GB", {
    timeZone,
    weekday: "long",
    day: "numeric",
    month: "long",
    year: "numeric",
  });
}

/** Windows under the day on which they start. */
export function WindowDays({ windows, ...actions }: WindowDaysProps): ReactNode {
  const zone = useTimeZone();
  const format = dayFormat(zone);
  return byDay(windows, (atMs) => format.format(atMs)).map(([day, ofDay]) => (
    <section key={day}>
      <h2 className={classes.day}>{day}</h2>
      <ul className={classes.list}>
        {ofDay.map((window) => (
          <WindowRow key={window.id} window={window} zone={zone} {...actions} />
        ))}
      </ul>
    </section>
  ));
}

interface WindowRowProps extends Omit<WindowDaysProps, "windows"> {
  readonly window: WindowView;
  readonly zone: string;
}

function WindowRow({ window, zone, missing, onEdit, onDelete }: WindowRowProps): ReactNode {
  const nowMs = useNowMs();
  // Of a window that comes back, the time that it is in force or the next.
  const { startsAt, endsAt } = (window.recurrence && window.next) ?? window;
  const startsAtMs = Date.parse(startsAt);
  const endsAtMs = Date.parse(endsAt);
  const isInForce = startsAtMs <= nowMs && nowMs < endsAtMs;
  return (
    <li className={classes.window} data-in-force={isInForce || undefined}>
      <span className={classes.when}>
        {spanOf(startsAtMs, endsAtMs, zone)}
        <br />
        {isInForce ? (
          <>
            ends <Time atMs={endsAtMs} />
          </>
        ) : (
          <Time atMs={startsAtMs} />
        )}
      </span>
      <span className={classes.what}>
        <span className={classes.name}>{window.name}</span>
        <StatusBadge {...badgeOf(window.kind, isInForce)} />
        <span className={classes.where}>{whereOf(window)}</span>
        {window.recurrence ? <span className={classes.where}>{window.recurrence.words}</span> : null}
        <span className={classes.where}>{window.holdsFlagFlips ? "Holds flag flips too" : "Flags may be flipped"}</span>
      </span>
      <span className={classes.actions}>
        <DisabledReason reason={missing}>
          <Button size="compact-xs" variant="default" aria-label={`Edit ${window.name}`} onClick={() => onEdit(window)}>
            Edit
          </Button>
        </DisabledReason>
        <DisabledReason reason={missing}>
          <Button
            size="compact-xs"
            variant="default"
            aria-label={`Delete ${window.name}`}
            onClick={() => onDelete(window)}
          >
            Delete
          </Button>
        </DisabledReason>
      </span>
    </li>
  );
}

function badgeOf(
  kind: WindowView["kind"],
  isInForce: boolean,
): { status: "at_risk" | "progressing" | "neutral"; label: string } {
  const word = kind === "blackout" ? "Blackout" : "Maintenance";
  if (!isInForce) return { status: "neutral", label: word };
  return { status: kind === "blackout" ? "at_risk" : "progressing", label: `${word}, in force` };
}

/** "14:00 – 16:00", with the day of the end when it is another. */
function spanOf(startsAtMs: number, endsAtMs: number, zone: string): string {
  const [startDay, start] = toWallClock(startsAtMs, zone).split("T");
  const [endDay, end] = toWallClock(endsAtMs, zone).split("T");
  if (startDay === endDay) return `${start} – ${end}`;
  const day = new Intl.DateTimeFormat("en-GB", { timeZone: zone, day: "numeric", month: "short" }).format(endsAtMs);
  return `${start} – ${day}, ${end}`;
}
