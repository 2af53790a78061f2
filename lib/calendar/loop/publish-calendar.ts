import { prismaExecutor } from "@/lib/platform/db/executor";
import type { Runtime } from "@/lib/platform/runtime";
import { currentCalendarSources } from "../calendar-sources-read-model";
import { nextPublication, pastBound } from "../domain/publication";
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
      const question = { from: pastBound(now), now, limit: maxItems };
      const items = [];
      for (const source of currentCalendarSources()) {
        const found = (await source.listFeedItems?.(db, question)) ?? [];
        if (found.length > maxItems) throw new RangeError(`more than ${maxItems} things of ${source.kinds.join(", ")}`);
        items.push(...found);
      }
      const next = nextPublication(await loadPublished(db), items, now);
      await savePublications(db, next, now);
      await endLostFeeds(db, now);
      return { changed: next.write.length, forgotten: next.forget.length };
    },
    { maxWait: 5_000, timeout: 60_000 },
  );
}
