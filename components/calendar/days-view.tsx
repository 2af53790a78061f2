"use client";

import { type DragEvent, memo, type ReactNode, useMemo } from "react";
import type { CalendarEntry } from "@/lib/calendar/contract";
import classes from "./calendar-grid.module.css";
import { type DayBar, dayBars, hiddenPerDay } from "./calendar-layout";
import type { CalendarRange } from "./calendar-range";
import { dragType, type EntryActions, EntryChip } from "./entry-chip";

export interface DaysViewProps extends EntryActions {
  readonly entries: readonly CalendarEntry[];
  readonly range: CalendarRange;
  readonly zone: string;
  readonly today: string;
  /** How many lanes of bars a week shows; what is more is counted. */
  readonly lanes: number;
  readonly onShowDay: (day: string) => void;
  /** An entry was dropped on a day. */
  readonly onMove: (entryId: string, day: string) => void;
}

/** Weeks of seven days with bars over them: a month, or one week. */
export const DaysView = memo(function DaysView(props: DaysViewProps): ReactNode {
  const { range } = props;
  const weeks = Array.from({ length: range.days.length / 7 }, (_, index) => index * 7);
  return (
    <div className={classes.weeks}>
      {weeks.map((first) => (
        <Week key={range.days[first]} {...props} first={first} />
      ))}
    </div>
  );
});

function Week(props: DaysViewProps & { readonly first: number }): ReactNode {
  const { entries, range, first, zone, today, lanes, onShowDay, onMove, ...actions } = props;
  const days = range.days.slice(first, first + 7);
  const bars = useMemo(() => dayBars(entries, range.edges.slice(first, first + 8)), [entries, range, first]);
  const hidden = useMemo(() => hiddenPerDay(bars, 7, lanes), [bars, lanes]);
  const month = range.days[Math.floor(range.days.length / 2)]?.slice(0, 7);
  const drop = (day: string) => (event: DragEvent) => {
    event.preventDefault();
    onMove(event.dataTransfer.getData(dragType), day);
  };
  return (
    <section className={classes.week} aria-label={`Week from ${dayLabel(days[0] ?? "")}`}>
      {days.map((day, index) => (
        // biome-ignore lint/a11y/noStaticElementInteractions: dropping has the dialog as its alternative.
        <div
          key={day}
          className={classes.day}
          style={{ gridColumn: `${index + 1} / ${index + 2}` }}
          data-outside={(range.days.length > 7 && day.slice(0, 7) !== month) || undefined}
          data-today={day === today || undefined}
          onDragOver={(event) => event.preventDefault()}
          onDrop={drop(day)}
        >
          <button
            type="button"
            className={classes.dayName}
            aria-label={`${shortLabel(day)}: agenda of ${dayLabel(day)}${day === today ? ", today" : ""}`}
            onClick={() => onShowDay(day)}
          >
            {shortLabel(day)}
          </button>
        </div>
      ))}
      {bars.map((bar) => (bar.lane < lanes ? <Bar key={bar.entry.id} bar={bar} zone={zone} {...actions} /> : null))}
      {hidden.map((count, index) =>
        count === 0 ? null : (
          <button
            key={days[index]}
            type="button"
            className={classes.more}
            style={{ gridColumn: index + 1, gridRow: lanes + 2 }}
            aria-label={`${count} more on ${dayLabel(days[index] ?? "")}`}
            onClick={() => onShowDay(days[index] ?? "")}
          >
            {count} more
          </button>
        ),
      )}
    </section>
  );
}

function Bar({ bar, ...rest }: EntryActions & { readonly bar: DayBar; readonly zone: string }): ReactNode {
  const { entry, firstDay, lastDay, lane, beginsBefore, endsAfter } = bar;
  const style = { gridColumn: `${firstDay + 1} / ${lastDay + 2}`, gridRow: lane + 2 };
  return <EntryChip entry={entry} style={style} isCutLeft={beginsBefore} isCutRight={endsAfter} {...rest} />;
}

function dayLabel(day: string): string {
  const options = { timeZone: "UTC", weekday: "long", day: "numeric", month: "long" } as const;
  return new Intl.DateTimeFormat("en-GB", options).format(new Date(`${day}T00:00Z`));
}

/** "Mon 30", and the month with its first day. */
function shortLabel(day: string): string {
  const month = day.endsWith("-01") ? ({ month: "short" } as const) : {};
  const options = { timeZone: "UTC", weekday: "short", day: "numeric", ...month } as const;
  return new Intl.DateTimeFormat("en-GB", options).format(new Date(`${day}T00:00Z`));
}
