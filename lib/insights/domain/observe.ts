import type { Instant } from "@/lib/kernel/instant";
import { type DeliveryRecord, momentOf } from "./delivery-record";

/** From `start` on, before `end`. */
export interface Period {
  readonly start: Instant;
  readonly end: Instant;
}

/** Begins of local days, one more than there are days, so that a day's length is known. */
export type DayStarts = readonly Instant[];

/** How many local days lie between two moments; a part of a day is its share of that day's true length. */
export function daysBetween(dayStarts: DayStarts, from: Instant, to: Instant): number {
  if (to <= from) return 0;
  return dayPosition(dayStarts, to) - dayPosition(dayStarts, from);
}

function dayPosition(dayStarts: DayStarts, at: Instant): number {
  const index = lastAtMost(dayStarts, at);
  if (index < 0) return 0;
  const start = dayStarts[index] ?? at;
  const end = dayStarts[index + 1];
  return end === undefined ? index : index + (at - start) / (end - start);
}

/** Index of the last of the ascending moments that is at most `at`; -1 when none is. */
export function lastAtMost(moments: ArrayLike<number>, at: number): number {
  let low = 0;
  let high = moments.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((moments[middle] ?? 0) <= at) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** Is the record of this period? */
export function isWithin(record: DeliveryRecord, { start, end }: Period): boolean {
  const at = momentOf(record);
  return at >= start && at < end;
}
