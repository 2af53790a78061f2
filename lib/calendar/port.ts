import type { Instant } from "@/lib/kernel/instant";
import type { Period } from "@/lib/kernel/zoned-time";
import type { SqlExecutor } from "@/lib/platform/db/executor";
import type { CalendarEntry } from "./contract";
import type { FeedItem } from "./domain/feed-item";

export interface CalendarQuestion {
  readonly range: Period;
  readonly now: Instant;
  /** Id of the one service or environment that is asked about; null for all. What is for every one is part of each. */
  readonly serviceId: string | null;
  readonly environmentId: string | null;
  /** Most entries that are of use. */
  readonly limit: number;
}

export interface FeedQuestion {
  /** What ended before is of no use. */
  readonly from: Instant;
  readonly now: Instant;
  /** Most items that are of use; one more says that there are too many. */
  readonly limit: number;
}

/** An area that has something to show in the calendar. Chosen in `lib/composition-calendar.ts`. */
export interface CalendarSource {
  /** The kinds that it tells of, so that it is not asked in vain. */
  readonly kinds: readonly string[];
  /** Entries that touch the range, in any order. */
  list(db: SqlExecutor, question: CalendarQuestion): Promise<readonly CalendarEntry[]>;
  /** What of it people subscribe to, each thing once. What is no longer among it was cancelled. */
  listFeedItems?(db: SqlExecutor, question: FeedQuestion): Promise<readonly FeedItem[]>;
  /** Of a source with no bound of its own: how many of its items feeds tell of at most, the last to begin. Older ones are forgotten. */
  readonly newest?: number;
}

/** That one service needs another in an environment. */
export interface ServiceRelation {
  /** The one that needs. */
  readonly parentId: string;
  /** The one that is needed. */
  readonly childId: string;
}

/** Who needs whom. Chosen in `lib/composition-calendar.ts`; without one, services stand for themselves. */
export interface CalendarRelations {
  listRelations(db: SqlExecutor, environmentId: string): Promise<readonly ServiceRelation[]>;
}
