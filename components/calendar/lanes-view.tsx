"use client";

import { memo, type ReactNode, useMemo } from "react";
import type { Choice } from "@/components/catalog/use-place-choices";
import type { CalendarEntry } from "@/lib/calendar/contract";
import classes from "./calendar-grid.module.css";
import { timeBars } from "./calendar-layout";
import type { CalendarRange } from "./calendar-range";
import { type EntryActions, EntryChip } from "./entry-chip";

export interface LanesViewProps extends EntryActions {
  readonly entries: readonly CalendarEntry[];
  readonly range: CalendarRange;
  readonly zone: string;
  readonly nowMs: number;
  readonly environments: readonly Choice[];
}

interface LaneGroup {
  readonly name: string;
  readonly entries: readonly CalendarEntry[];
}

function groupsOf(entries: readonly CalendarEntry[], environments: readonly Choice[]): LaneGroup[] {
  const bySlug = Map.groupBy(entries, (entry) => entry.environment?.slug ?? "");
  return [
    { name: "Every environment", entries: bySlug.get("") ?? [] },
    ...environments.map(({ value, label }) => ({ name: label, entries: bySlug.get(value) ?? [] })),
  ];
}

const laneRem = 1.75;
const maxLanes = 12;

/** Swimlanes: an environment a row, time to the right. */
export const LanesView = memo(function LanesView(props: LanesViewProps): ReactNode {
  const { entries, range, environments, nowMs, ...rest } = props;
  const from = range.edges[0] ?? 0;
  const to = range.edges.at(-1) ?? 0;
  const groups = useMemo(() => groupsOf(entries, environments), [entries, environments]);
  const nowPercent = ((nowMs - from) / (to - from)) * 100;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls sideways must be reachable by keyboard.
    <section className={classes.lanesScroll} aria-label="Environments over time" tabIndex={0}>
      <div className={classes.lanes}>
        <div className={classes.laneHead}>
          <span />
          <div className={classes.laneDays}>
            {range.days.map((day) => (
              <span key={day} className={classes.laneDay}>
                {headOf(day)}
              </span>
            ))}
          </div>
        </div>
        {groups.map((group) => (
          <Lane key={group.name} group={group} from={from} to={to} nowPercent={nowPercent} {...rest} />
        ))}
      </div>
    </section>
  );
});

interface LaneProps extends EntryActions {
  readonly group: LaneGroup;
  readonly from: number;
  readonly to: number;
  readonly zone: string;
  readonly nowPercent: number;
}

function Lane({ group, from, to, nowPercent, ...rest }: LaneProps): ReactNode {
  const bars = useMemo(() => timeBars(group.entries, from, to), [group, from, to]);
  const shown = bars.filter(({ lane }) => lane < maxLanes);
  const lanes = shown.reduce((most, { lane }) => Math.max(most, lane + 1), 1);
  return (
    <section className={classes.lane} aria-label={group.name}>
      <h2 className={classes.laneName}>
        {group.name}
        {bars.length > shown.length ? (
          <span className={classes.laneMore}>{bars.length - shown.length} more</span>
        ) : null}
      </h2>
      <div className={classes.laneTrack} style={{ height: `${lanes * laneRem + 0.5}rem` }}>
        {nowPercent >= 0 && nowPercent <= 100 ? (
          <span className={classes.now} style={{ left: `${nowPercent}%` }} aria-hidden="true" />
        ) : null}
        {shown.map(({ entry, leftPercent, widthPercent, lane }) => (
          <EntryChip
            key={entry.id}
            entry={entry}
            style={{ left: `${leftPercent}%`, width: `${widthPercent}%`, top: `${lane * laneRem + 0.25}rem` }}
            {...rest}
          />
        ))}
      </div>
    </section>
  );
}

function headOf(day: string): string {
  const options = { timeZone: "UTC", weekday: "short", day: "numeric" } as const;
  return new Intl.DateTimeFormat("en-GB", options).format(new Date(`${day}T00:00Z`));
}
