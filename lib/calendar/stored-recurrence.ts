import { z } from "zod";
import { instant } from "@/lib/kernel/instant";
import type { RecurrenceView } from "./contract";
import type { Recurrence } from "./domain/recurrence";
import { recurrenceWords } from "./domain/recurrence-words";
import type { WindowSeries } from "./domain/series";

const StoredRecurrence = z.object({
  rule: z.string(),
  timeZone: z.string(),
  localStart: z.string(),
  durationMinutes: z.number(),
  exdates: z.array(z.string()),
});

/** The recurrence in a row; null for a window that does not come back. */
export function recurrenceOf(stored: unknown): Recurrence | null {
  return stored === null || stored === undefined ? null : StoredRecurrence.parse(stored);
}

/** The columns of a window that say when it is in force. */
export interface SeriesColumns {
  readonly id: string;
  readonly kind: WindowSeries["kind"];
  readonly name: string;
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly underWay: WindowSeries["underWay"];
  readonly recurrence: unknown;
}

/** A window as the decisions know it. */
export function seriesOf({ id, kind, name, underWay, ...row }: SeriesColumns): WindowSeries {
  const span = { from: instant(row.startsAt.getTime()), to: instant(row.endsAt.getTime()) };
  return { id, kind, name, underWay, span, recurrence: recurrenceOf(row.recurrence) };
}

/** A recurrence as it is shown. */
export function recurrenceView(recurrence: Recurrence | null): RecurrenceView | null {
  if (!recurrence) return null;
  return { ...recurrence, exdates: [...recurrence.exdates], words: recurrenceWords(recurrence) };
}
