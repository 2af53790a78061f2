import type { CSSProperties, ReactNode } from "react";
import { toWallClock } from "@/components/forms/zoned-time";
import type { CalendarEntry } from "@/lib/calendar/contract";
import classes from "./calendar-grid.module.css";
import { entryLabel } from "./entry-words";

export interface EntryActions {
  /** Look at an entry. */
  readonly onOpen: (entry: CalendarEntry) => void;
  /** Whether windows may be moved by dragging them. */
  readonly canMove: boolean;
}

export interface EntryChipProps extends EntryActions {
  readonly entry: CalendarEntry;
  readonly zone: string;
  readonly style?: CSSProperties;
  readonly isCutLeft?: boolean;
  readonly isCutRight?: boolean;
}

/** The type under which a dragged entry tells its id. */
export const dragType = "text/plain";

/** May this entry be dragged? One that comes back is moved by its rule. */
function isMovable({ windowId, recurs }: CalendarEntry): boolean {
  return windowId !== null && !recurs;
}

/** An entry as a bar: a button that opens it. A window that does not come back can be dragged to another day. */
export function EntryChip(props: EntryChipProps): ReactNode {
  const { entry, zone, style, canMove, onOpen, isCutLeft = false, isCutRight = false } = props;
  const time = entry.isAllDay || isCutLeft ? "" : toWallClock(Date.parse(entry.startsAt), zone).slice(11);
  const label = entryLabel(entry, time ? `${time} ${entry.title}` : entry.title, zone);
  return (
    <button
      type="button"
      className={classes.chip}
      style={style}
      data-kind={entry.kind}
      data-cut-left={isCutLeft || undefined}
      data-cut-right={isCutRight || undefined}
      aria-label={label}
      data-entry={entry.id}
      draggable={canMove && isMovable(entry)}
      onDragStart={(event) => event.dataTransfer.setData(dragType, entry.id)}
      onClick={() => onOpen(entry)}
    >
      {time ? <span className={classes.time}>{time} </span> : null}
      <span className={classes.title}>{entry.title}</span>
    </button>
  );
}
