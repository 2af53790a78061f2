import { type Instant, instant } from "@/lib/kernel/instant";
import { intersection, union } from "@/lib/kernel/intervals";
import type { Period } from "@/lib/kernel/zoned-time";

/** What a window said about one place from `announcedAt` on, until its next announcement. */
export interface Announcement {
  readonly windowId: string;
  readonly name: string;
  readonly announcedAt: Instant;
  /** Maintenance, and of this place. */
  readonly applies: boolean;
  readonly span: Period;
}

/** A window with the maintenance that was planned by it. */
export interface PlannedWindow {
  readonly windowId: string;
  readonly name: string;
  /** What it said last that concerns this place, and when it came to say it. */
  readonly said: Period;
  readonly announcedAt: Instant;
  /** The time that counts as planned, sorted and apart; empty when all of it was announced after its beginning. */
  readonly planned: readonly Period[];
}

/** Later than anything: the year 2199. */
const farAhead = instant(7_226_582_400_000);

/**
 * The planned maintenance of one window at one place, from everything that it ever said, oldest first; null when it never concerned the
 * place. Time is planned when the announcement that was in force at that time came before its own beginning. What is announced later
 * can only shorten what was planned, and never changes time that is over: an edit or a deletion takes nothing out of the past and puts
 * nothing into it.
 */
export function plannedBy(announcements: readonly Announcement[]): PlannedWindow | null {
  const last = announcements.findLast((one) => one.applies);
  if (!last) return null;
  const planned: Period[] = [];
  let allowed: readonly Period[] = [];
  for (const [index, { announcedAt, applies, span }] of announcements.entries()) {
    if (!applies) allowed = [];
    else if (announcedAt < span.from) allowed = [span];
    else allowed = intersection(allowed, [span]);
    const inForce = { from: announcedAt, to: announcements[index + 1]?.announcedAt ?? farAhead };
    planned.push(...intersection(allowed, [inForce]));
  }
  const { windowId, name, span, announcedAt } = last;
  return { windowId, name, said: span, announcedAt, planned: union(planned) };
}
