import { type Instant, plusMs } from "@/lib/kernel/instant";
import type { FeedKind } from "../feed-contract";
import { cancelledDays, extentOf, type FeedItem, pastDays, significantText, wholeText } from "./feed-item";

/** An item with what was said of it to those who subscribe (RFC 5545 §3.8.7.4, §3.8.1.11). */
export interface Published {
  readonly item: FeedItem;
  /** 0 at first; grows with each change that matters to a plan, and with a cancellation. */
  readonly sequence: number;
  readonly createdAt: Instant;
  readonly changedAt: Instant;
  /** Since when it is cancelled; null while it stands. */
  readonly cancelledAt: Instant | null;
}

const dayMs = 86_400_000;

/** Before this moment nothing is told any more. */
export function pastBound(now: Instant): Instant {
  return plusMs(now, -pastDays * dayMs);
}

/** From when on feeds tell of a kind of which there is too much to tell all; kinds that are not named have no such bound. */
export type KindFloors = ReadonlyMap<FeedKind, Instant>;

/** The last `count` of these to begin, and since when that is all there is; null when nothing was left out. */
export function newestOf(
  items: readonly FeedItem[],
  count: number,
): { readonly items: readonly FeedItem[]; readonly floor: Instant | null } {
  if (items.length <= count) return { items, floor: null };
  const begins = (item: FeedItem): Instant => extentOf(item.time).from;
  const kept = items.toSorted((left, right) => begins(right) - begins(left)).slice(0, count);
  const last = kept.at(-1);
  return { items: kept, floor: last ? begins(last) : null };
}

/**
 * What is published from now on: what was published before, and what stands in the calendar now. Answers with the rows to write and the keys
 * to forget. What is no longer there is cancelled, unless it merely came to lie behind the past bound or below the floor of its kind; a
 * cancelled one that is there again stands again. Nothing changes twice for the same calendar.
 */
export function nextPublication(
  before: readonly Published[],
  items: readonly FeedItem[],
  now: Instant,
  floors: KindFloors = new Map(),
): { readonly write: readonly Published[]; readonly forget: readonly string[] } {
  const known = new Map(before.map((one) => [one.item.key, one]));
  const present = new Set(items.map(({ key }) => key));
  const write: Published[] = [];
  for (const item of items) {
    const next = revised(known.get(item.key), item, now);
    if (next) write.push(next);
  }
  const forget: string[] = [];
  for (const old of before) {
    if (present.has(old.item.key)) continue;
    if (isForgotten(old, now) || isBelow(old, floors)) forget.push(old.item.key);
    else if (old.cancelledAt === null) write.push(cancelled(old, now));
  }
  return { write, forget };
}

function revised(old: Published | undefined, item: FeedItem, now: Instant): Published | null {
  if (!old) return { item, sequence: 0, createdAt: now, changedAt: now, cancelledAt: null };
  const matters = old.cancelledAt !== null || significantText(old.item) !== significantText(item);
  if (!matters && wholeText(old.item) === wholeText(item)) return null;
  return { ...old, item, sequence: old.sequence + (matters ? 1 : 0), changedAt: now, cancelledAt: null };
}

function cancelled(old: Published, now: Instant): Published {
  return { ...old, sequence: old.sequence + 1, changedAt: now, cancelledAt: now };
}

function isForgotten({ item, cancelledAt }: Published, now: Instant): boolean {
  if (cancelledAt !== null) return cancelledAt <= plusMs(now, -cancelledDays * dayMs);
  return extentOf(item.time).to <= pastBound(now);
}

/** It is among what is too old to be told, so that nobody knows from the list whether it still stands. */
function isBelow({ item }: Published, floors: KindFloors): boolean {
  const floor = floors.get(item.kind);
  return floor !== undefined && extentOf(item.time).from <= floor;
}
