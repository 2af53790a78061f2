import type { Instant } from "@/lib/kernel/instant";
import { difference, intersection, union } from "@/lib/kernel/intervals";
import type { Period } from "@/lib/kernel/zoned-time";
import { farAhead } from "./recurrence";

/** What a window said about one place from `announcedAt` on, until its next announcement. */
export interface Announcement {
  readonly windowId: string;
  readonly name: string;
  readonly announcedAt: Instant;
  /** Maintenance, and of this place. */
  readonly applies: boolean;
  /** The times that it named: one, or those of a window that comes back which matter. */
  readonly spans: readonly Period[];
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

/**
 * The planned maintenance of one window at one place, from everything that it ever said, oldest first; empty when it never concerned the
 * place. Time is planned when the announcement that was in force at that time came before its own beginning. What is announced later
 * can only shorten what was planned, and never changes time that is over: an edit or a deletion takes nothing out of the past and puts
 * nothing into it. Of a window that comes back each time is one of the answer.
 */
export function plannedBy(announcements: readonly Announcement[]): PlannedWindow[] {
  const last = announcements.findLast((one) => one.applies);
  if (!last) return [];
  const planned: Period[] = [];
  let allowed: readonly Period[] = [];
  for (const [index, { announcedAt, applies, spans }] of announcements.entries()) {
    const fresh = spans.filter(({ from }) => announcedAt < from);
    allowed = applies ? union([...fresh, ...intersection(allowed, spans)]) : [];
    const inForce = { from: announcedAt, to: announcements[index + 1]?.announcedAt ?? farAhead };
    planned.push(...intersection(allowed, [inForce]));
  }
  return perTime(last, union(planned));
}

/** What was planned, beside each time that the window said last. What an earlier word had planned elsewhere stands for itself. */
function perTime({ windowId, name, announcedAt, spans }: Announcement, planned: Period[]): PlannedWindow[] {
  const facts = { windowId, name, announcedAt };
  const [only] = spans;
  if (only && spans.length === 1) return [{ ...facts, said: only, planned }];
  return [
    ...spans.map((said) => ({ ...facts, said, planned: intersection(planned, [said]) })),
    ...difference(planned, spans).map((said) => ({ ...facts, said, planned: [said] })),
  ];
}
