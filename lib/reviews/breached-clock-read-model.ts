import { loadClockViews } from "@/lib/clocks/clock-read-model";
import { countedWords } from "@/lib/kernel/counted-words";
import { type Instant, instant } from "@/lib/kernel/instant";
import { prismaExecutor, sql } from "@/lib/platform/db/executor";
import type { Tx } from "@/lib/platform/db/prisma";
import type { BreachedClock, BreachedClocks } from "./port";

/** How many clocks one look takes; the next look takes the next ones. */
const maxAtOnce = 100;

/**
 * Clocks over their target, as the clocks' own computation says at `at`, that have no breach yet. One whose source is dark is not certain
 * and waits. Clocks without a service are nobody's breach.
 */
export const breachedClocks: BreachedClocks = {
  async breached(tx: Tx, at: Instant): Promise<readonly BreachedClock[]> {
    const now = new Date(at).toISOString();
    const rows = await prismaExecutor(tx).query<{ id: string }>(sql`
      select c.id from clock c where not c.is_void and c.service_id is not null
        and c.due_at < coalesce(c.stopped_at, ${now}::timestamptz) and c.started_at is not null
        and not exists (select from breach b where b.subject_kind = 'clock' and b.subject_id = c.id)
      order by c.due_at desc, c.id limit ${maxAtOnce}`);
    const ids = rows.map(({ id }) => id);
    const views = ids.length === 0 ? [] : await loadClockViews(tx, ids, at);
    return views.flatMap(({ id, definition, title, service, status, why, startedAt, dueAt, elapsedMs, targetMs }) => {
      if (status !== "breached" || why !== null || !service || !startedAt || !dueAt) return [];
      return [
        {
          id,
          name: `${definition.name}: ${title}`,
          serviceId: service.id,
          environmentId: null,
          startedAt: instant(Date.parse(startedAt)),
          breachedAt: instant(Date.parse(dueAt)),
          sentence: `${definition.name} took ${countedWords(elapsedMs)} of business time by then; ${countedWords(targetMs)} were promised.`,
        },
      ];
    });
  },
};
