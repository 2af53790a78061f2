import type { Instant } from "@/lib/kernel/instant";
import { prismaExecutor, type SqlExecutor } from "@/lib/platform/db/executor";
import type { Runtime } from "@/lib/platform/runtime";
import { currentCalendarSources } from "../calendar-sources-read-model";
import type { FeedItem } from "../domain/feed-item";
import { newestOf, nextPublication, pastBound } from "../domain/publication";
import type { FeedKind } from "../feed-contract";
import { endLostFeeds } from "../feed-store";
import { loadPublished, lockPublications, savePublications } from "../publication-store";

/** Most things of one kind that feeds tell of. More are refused: what is not listed would count as cancelled. */
const maxItems = 20_000;

export interface PublicationPass {
  readonly changed: number;
  readonly forgotten: number;
}

/**
 * Compare the calendar with what feeds say and bring them up to date, in one transaction: numbers grow by what changed since the last pass,
 * however often feeds were read. Null while another process does it. Ends feeds whose people may not read them any more.
 */
export async function publishCalendar(runtime: Runtime): Promise<PublicationPass | null> {
  return runtime.db.$transaction(
    async (tx) => {
      const db = prismaExecutor(tx);
      if (!(await lockPublications(db))) return null;
      const now = runtime.clock.now();
      const { items, floors } = await gathered(db, now);
      const next = nextPublication(await loadPublished(db), items, now, floors);
      await savePublications(db, next, now);
      await endLostFeeds(db, now);
      return { changed: next.write.length, forgotten: next.forget.length };
    },
    { maxWait: 5_000, timeout: 60_000 },
  );
}

/** What every source tells, and since when of those that cannot tell all. */
async function gathered(db: SqlExecutor, now: Instant): Promise<{ items: FeedItem[]; floors: Map<FeedKind, Instant> }> {
  const items: FeedItem[] = [];
  const floors = new Map<FeedKind, Instant>();
  for (const { kinds, newest, listFeedItems } of currentCalendarSources()) {
    const limit = newest ?? maxItems;
    const found = (await listFeedItems?.(db, { from: pastBound(now), now, limit })) ?? [];
    if (newest === undefined && found.length > limit) throw new RangeError(`more than ${limit} of ${kinds.join(", ")}`);
    const kept = newestOf(found, limit);
    items.push(...kept.items);
    for (const { kind } of kept.floor === null ? [] : kept.items) floors.set(kind, kept.floor ?? now);
  }
  return { items, floors };
}
