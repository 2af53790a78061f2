import type { CalendarEntry } from "@/lib/calendar/contract";

/** An entry on columns of days, in a lane in which nothing else is at that time. */
export interface DayBar {
  readonly entry: CalendarEntry;
  readonly firstDay: number;
  readonly lastDay: number;
  readonly lane: number;
  readonly beginsBefore: boolean;
  readonly endsAfter: boolean;
}

/** The moment that still belongs to an entry: its end is not part of it, except of a moment. */
function lastMsOf(startMs: number, endMs: number): number {
  return endMs > startMs ? endMs - 1 : startMs;
}

function dayAt(atMs: number, edges: readonly number[]): number {
  let low = 0;
  let high = edges.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((edges[middle] as number) <= atMs) low = middle;
    else high = middle;
  }
  return low;
}

/**
 * Entries as bars over days, of which `edges` has the beginnings and the end of the last. Long ones first, each in the first lane that is
 * free for it; what is outside is left out.
 */
export function dayBars(entries: readonly CalendarEntry[], edges: readonly number[]): DayBar[] {
  const from = edges[0] ?? 0;
  const to = edges.at(-1) ?? 0;
  const placed = entries.flatMap((entry) => {
    const startMs = Date.parse(entry.startsAt);
    const lastMs = lastMsOf(startMs, Date.parse(entry.endsAt));
    if (startMs >= to || lastMs < from) return [];
    const firstDay = dayAt(Math.max(startMs, from), edges);
    const lastDay = dayAt(Math.min(lastMs, to - 1), edges);
    return [{ entry, startMs, firstDay, lastDay, beginsBefore: startMs < from, endsAfter: lastMs >= to }];
  });
  placed.sort((left, right) => {
    const length = right.lastDay - right.firstDay - (left.lastDay - left.firstDay);
    return left.firstDay - right.firstDay || length || left.startMs - right.startMs;
  });
  const busyUntil: number[] = [];
  return placed.map(({ startMs: _, ...bar }) => {
    const free = busyUntil.findIndex((day) => day < bar.firstDay);
    const lane = free === -1 ? busyUntil.length : free;
    busyUntil[lane] = bar.lastDay;
    return { ...bar, lane };
  });
}

/** How many bars of each day are in lanes from `lanes` on, which are not drawn. */
export function hiddenPerDay(bars: readonly DayBar[], days: number, lanes: number): number[] {
  const hidden = Array.from({ length: days }, () => 0);
  for (const { lane, firstDay, lastDay } of bars) {
    if (lane < lanes) continue;
    for (let day = firstDay; day <= lastDay; day += 1) hidden[day] = (hidden[day] ?? 0) + 1;
  }
  return hidden;
}

/** An entry on a line of time: where it begins and how long it is, in percent of the line, and its lane. */
export interface TimeBar {
  readonly entry: CalendarEntry;
  readonly leftPercent: number;
  readonly widthPercent: number;
  readonly lane: number;
}

/** Narrower bars cannot be hit with a pointer. */
const leastPercent = 1.5;

/** Entries along a line from one moment to another, beside each other where they overlap. */
export function timeBars(entries: readonly CalendarEntry[], fromMs: number, toMs: number): TimeBar[] {
  const percent = (atMs: number): number => ((atMs - fromMs) / (toMs - fromMs)) * 100;
  const busyUntil: number[] = [];
  return entries.flatMap((entry) => {
    const startMs = Math.max(Date.parse(entry.startsAt), fromMs);
    const endMs = Math.min(Math.max(Date.parse(entry.endsAt), Date.parse(entry.startsAt)), toMs);
    if (startMs >= toMs || endMs < startMs) return [];
    const widthPercent = Math.max(percent(endMs) - percent(startMs), leastPercent);
    const leftPercent = Math.min(percent(startMs), 100 - widthPercent);
    const free = busyUntil.findIndex((until) => until <= leftPercent);
    const lane = free === -1 ? busyUntil.length : free;
    busyUntil[lane] = leftPercent + widthPercent;
    return [{ entry, leftPercent, widthPercent, lane }];
  });
}
