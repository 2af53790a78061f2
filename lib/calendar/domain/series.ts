import { type Instant, instant } from "@/lib/kernel/instant";
import type { Period } from "@/lib/kernel/zoned-time";
import type { UnderWay, WindowFact } from "./hold";
import { lastEnded, nextOccurrences, occurrencesBetween, type Recurrence } from "./recurrence";

/** A change window as it is kept: one stretch of time, or one that comes back. */
export interface WindowSeries {
  readonly id: string;
  readonly kind: WindowFact["kind"];
  readonly name: string;
  readonly underWay: UnderWay;
  /** The stretch, where it does not come back. */
  readonly span: Period;
  readonly recurrence: Recurrence | null;
}

/** When a window is in force within `range`: each time that touches it, whole. What pages show and what holds are made of this. */
export function spansWithin(series: Pick<WindowSeries, "span" | "recurrence">, range: Period): Period[] {
  const { span, recurrence } = series;
  if (recurrence) return occurrencesBetween(recurrence, range);
  return span.to > range.from && span.from < range.to ? [span] : [];
}

/** The next times that a window begins, `after` included. */
export function spansAfter(series: Pick<WindowSeries, "span" | "recurrence">, after: Instant, count: number): Period[] {
  const { span, recurrence } = series;
  if (recurrence) return nextOccurrences(recurrence, after, count);
  return span.from >= after ? [span] : [];
}

/** What the decision at `now` needs of a window: the time that it is in force, the next, and the last that is over. */
export function factsAt(series: WindowSeries, now: Instant): WindowFact[] {
  const { recurrence } = series;
  if (!recurrence) return [factOf(series, series.span)];
  const inForce = spansWithin(series, { from: now, to: instant(now + 1) });
  const first = inForce[0];
  // Occurrences that overlap are one time in which the window is in force.
  const lastEnd = Math.max(now, ...inForce.map(({ to }) => to));
  const current = first ? [{ from: first.from, to: instant(lastEnd) }] : [];
  const before = lastEnded(recurrence, now);
  const after = nextOccurrences(recurrence, instant(now + 1), 1);
  return [...(before ? [before] : []), ...current, ...after].map((span) => factOf(series, span));
}

function factOf({ id, kind, name, underWay }: WindowSeries, { from, to }: Period): WindowFact {
  return { id, kind, name, underWay, startsAt: from, endsAt: to };
}
