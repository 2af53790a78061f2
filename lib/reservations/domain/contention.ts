import { type Instant, instant } from "@/lib/kernel/instant";
import { localOf, type Period, weekdayOf } from "@/lib/kernel/zoned-time";
import type { Ending } from "./reservation";

/** A request as contention counts it. */
export interface CountedRequest {
  /** The time that was wished for. */
  readonly wish: Period;
  readonly requestedAt: Instant;
  /** When it began or will; null when it never had a time. */
  readonly beganAt: Instant | null;
  readonly wasGranted: boolean;
  readonly endedAt: Instant | null;
  readonly ending: Ending | null;
}

/** What became of the requests that wished for one hour of one weekday. */
export interface ContentionCell {
  /** ISO weekday, 1 Monday to 7 Sunday. */
  readonly weekday: number;
  /** 0 to 23. */
  readonly hour: number;
  /** Requests whose wished time touches this hour, each once for each week in which it does. */
  readonly wished: number;
  /** Requests that wished to begin in this hour. */
  readonly asked: number;
  /** Of those that asked and were granted, how long they waited in all, and how many did. */
  readonly waitMs: number;
  readonly waited: number;
  /** Of those that asked: turned away, given up while they waited, or waited in vain. */
  readonly refused: number;
}

const hourMs = 3_600_000;
const never: readonly (Ending | null)[] = ["refused", "waited_in_vain", "cancelled", "taken_away"];

/** How long a request waited beyond what it wished for; 0 when it had its wish, null while it has nothing yet or never had. */
export function waitOf({ wish, requestedAt, beganAt, wasGranted }: CountedRequest): number | null {
  if (!wasGranted || beganAt === null) return null;
  return Math.max(0, beganAt - Math.max(wish.from, requestedAt));
}

/** It ended and never had a time of its own. */
export function isRefused({ wasGranted, ending }: CountedRequest): boolean {
  return !wasGranted && never.includes(ending);
}

/**
 * Contention by hour and weekday of a zone, 168 cells from Monday 0:00 on. Counted from requests alone: an hour in which nobody wanted
 * anything has nothing.
 */
export function contentionOf(requests: readonly CountedRequest[], timeZone: string): ContentionCell[] {
  const cells = Array.from({ length: 168 }, (_, index) => ({
    weekday: Math.floor(index / 24) + 1,
    hour: index % 24,
    ...{ wished: 0, asked: 0, waitMs: 0, waited: 0, refused: 0 },
  }));
  const cellAt = (at: Instant) =>
    cells[(weekdayOf(at, timeZone) - 1) * 24 + Number(localOf(at, timeZone).slice(11, 13))];
  for (const request of requests) {
    for (const at of hoursOf(request.wish, timeZone)) {
      const cell = cellAt(at);
      if (cell) cell.wished += 1;
    }
    const cell = cellAt(request.wish.from);
    if (!cell) continue;
    const waitMs = waitOf(request);
    cell.asked += 1;
    cell.waitMs += waitMs ?? 0;
    if (waitMs !== null && waitMs > 0) cell.waited += 1;
    if (isRefused(request)) cell.refused += 1;
  }
  return cells;
}

/** A moment in each local hour that a span touches. Hours of zones begin on the half and quarter hour too, so that steps are quarters. */
function hoursOf({ from, to }: Period, timeZone: string): Instant[] {
  const quarter = hourMs / 4;
  const moments: Instant[] = [];
  let last = "";
  for (let at = Math.floor(from / quarter) * quarter; at < to; at += quarter) {
    const hour = localOf(instant(at), timeZone).slice(0, 13);
    if (hour !== last) moments.push(instant(Math.max(at, from)));
    last = hour;
  }
  return moments;
}
