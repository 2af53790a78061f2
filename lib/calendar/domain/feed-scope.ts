import { type Instant, plusMs } from "@/lib/kernel/instant";
import type { FeedKind } from "../feed-contract";
import { extentOf, futureDays } from "./feed-item";
import { type Published, pastBound } from "./publication";

/** What a feed shows. */
export interface FeedScope {
  /** Services that it is about; null for all of the calendar, also what concerns no service that is known. */
  readonly serviceIds: ReadonlySet<string> | null;
  /** Null for all. */
  readonly environmentIds: ReadonlySet<string> | null;
  /** Null for all. */
  readonly kinds: ReadonlySet<FeedKind> | null;
}

function concerns(ids: readonly string[] | null, wanted: ReadonlySet<string> | null): boolean {
  return wanted === null || ids === null || ids.some((id) => wanted.has(id));
}

/** Does a feed tell of this? What is for every service or environment concerns each of them. */
export function isInScope({ item }: Pick<Published, "item">, scope: FeedScope): boolean {
  return (
    concerns(item.serviceIds, scope.serviceIds) &&
    concerns(item.environmentIds, scope.environmentIds) &&
    (scope.kinds === null || scope.kinds.has(item.kind))
  );
}

/** What of this is within the bounds of time of every feed, in a fixed order. */
export function withinBounds(published: readonly Published[], now: Instant): Published[] {
  const from = pastBound(now);
  const to = plusMs(now, futureDays * 86_400_000);
  return published
    .filter(({ item }) => {
      const extent = extentOf(item.time);
      return extent.to > from && extent.from < to;
    })
    .sort((left, right) => (left.item.key < right.item.key ? -1 : 1));
}
