import type { Instant } from "@/lib/kernel/instant";
import { plusMs } from "@/lib/kernel/instant";
import { instantOfLocal } from "@/lib/kernel/zoned-time";
import type { FeedKind } from "../feed-contract";
import type { Recurrence } from "./recurrence";
import { boundsOf, farAhead } from "./recurrence";

/** When something is. A series is not expanded: programs follow its rule themselves. */
export type FeedTime =
  | { readonly kind: "moment"; readonly at: Instant }
  | { readonly kind: "span"; readonly from: Instant; readonly to: Instant }
  /** Whole days of a zone, as `2026-12-25`; `endDay` is the first that does not belong to it. */
  | { readonly kind: "days"; readonly firstDay: string; readonly endDay: string; readonly timeZone: string }
  | { readonly kind: "series"; readonly recurrence: Recurrence };

/** Something of the calendar as feeds tell of it. */
export interface FeedItem {
  /** The same for the same thing whatever becomes of it: `window win_1`. */
  readonly key: string;
  readonly kind: FeedKind;
  readonly title: string;
  readonly note: string | null;
  /** Its page, as a path. */
  readonly href: string | null;
  readonly time: FeedTime;
  /** Ids; null for every one, empty for none that is known. */
  readonly serviceIds: readonly string[] | null;
  readonly environmentIds: readonly string[] | null;
  /** Where it is, in words. */
  readonly place: string | null;
}

/** How far back feeds tell of what is over, how long of what was cancelled, and how far ahead of what is planned. */
export const pastDays = 90;
export const cancelledDays = 30;
export const futureDays = 400;

/** Everything that people plan by: a change of it makes SEQUENCE grow. Words of a state, such as "under way", are not among it. */
export function significantText({ title, time, place, kind }: FeedItem): string {
  return JSON.stringify([kind, title, place, timeText(time)]);
}

/** All of an item, for whether anything changed at all. */
export function wholeText(item: FeedItem): string {
  return JSON.stringify([
    significantText(item),
    item.note,
    item.href,
    sorted(item.serviceIds),
    sorted(item.environmentIds),
  ]);
}

/** Two times are the same when they say the same, in whatever order their parts were stored. */
function timeText(time: FeedTime): string {
  switch (time.kind) {
    case "moment":
      return `${time.at}`;
    case "span":
      return `${time.from} ${time.to}`;
    case "days":
      return `${time.firstDay} ${time.endDay}`;
    case "series": {
      const { rule, timeZone, localStart, durationMinutes, exdates } = time.recurrence;
      return JSON.stringify([rule, timeZone, localStart, durationMinutes, [...exdates].sort()]);
    }
  }
}

function sorted(ids: readonly string[] | null): readonly string[] | null {
  return ids === null ? null : [...ids].sort();
}

/** When an item begins and ends, as instants; a series without an end ends `farAhead`. */
export function extentOf(time: FeedTime): { readonly from: Instant; readonly to: Instant } {
  switch (time.kind) {
    case "moment":
      return { from: time.at, to: plusMs(time.at, 1) };
    case "span":
      return { from: time.from, to: time.to };
    case "days":
      return {
        from: instantOfLocal(`${time.firstDay}T00:00`, time.timeZone),
        to: instantOfLocal(`${time.endDay}T00:00`, time.timeZone),
      };
    case "series":
      return boundsOf(time.recurrence) ?? { from: farAhead, to: farAhead };
  }
}
