"use client";

import { Button } from "@mantine/core";
import { memo, type ReactNode, useState } from "react";
import { toWallClock } from "@/components/forms/zoned-time";
import type { CalendarEntry } from "@/lib/calendar/contract";
import classes from "./calendar.module.css";
import { kindWord, placeOf, whenOnDayWords } from "./entry-words";

export interface EntriesAgendaProps {
  readonly entries: readonly CalendarEntry[];
  readonly zone: string;
  readonly onOpen: (entry: CalendarEntry) => void;
}

const step = 100;

/** Entries as a list under the day on which they begin. */
export const EntriesAgenda = memo(function EntriesAgenda({ entries, zone, onOpen }: EntriesAgendaProps): ReactNode {
  const [shown, setShown] = useState(step);
  const format = new Intl.DateTimeFormat("en-GB", {
    timeZone: zone,
    weekday: "long",
    day: "numeric",
    month: "long",
    year: "numeric",
  });
  const first = entries.slice(0, shown);
  const byDay = Map.groupBy(first, ({ startsAt }) => toWallClock(Date.parse(startsAt), zone).slice(0, 10));
  if (entries.length === 0) return <p className={classes.none}>Nothing stands in the calendar in this time.</p>;
  return (
    <>
      {[...byDay].map(([day, ofDay]) => (
        <section key={day}>
          <h2 className={classes.day}>{format.format(Date.parse(ofDay[0]?.startsAt ?? ""))}</h2>
          <ul className={classes.list}>
            {ofDay.map((entry) => (
              <li key={entry.id} className={classes.window}>
                <span className={classes.when}>{whenOnDayWords(entry, zone)}</span>
                <span className={classes.what}>
                  <span className={classes.kind}>{kindWord(entry.kind)}</span>
                  <button type="button" className={classes.open} data-entry={entry.id} onClick={() => onOpen(entry)}>
                    {entry.title}
                  </button>
                  <span className={classes.where}>{placeOf(entry)}</span>
                </span>
              </li>
            ))}
          </ul>
        </section>
      ))}
      {entries.length > shown ? (
        <div className={classes.pages}>
          <Button variant="default" size="compact-sm" onClick={() => setShown(shown + step)}>
            Show {Math.min(step, entries.length - shown)} more of {entries.length}
          </Button>
        </div>
      ) : null}
    </>
  );
});
