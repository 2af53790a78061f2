import { type Instant, instant } from "@/lib/kernel/instant";
import type { Period } from "@/lib/kernel/zoned-time";
import { pulseOf } from "./source-pulse";

/** What is on record of when a source was heard. */
export interface Hearing {
  /** Moments at which it was heard, in any order. */
  readonly heardAt: readonly Instant[];
  /** Until when the system itself was asked and answered; null: it is not asked. */
  readonly answeredUntil: Instant | null;
  /** Since when it is switched off; null: it is on. */
  readonly disabledAt: Instant | null;
}

/** A source whose habits are not known may be silent for so long before its silence means anything. */
const unknownHabitMs = 86_400_000;

/**
 * Stretches up to `now` in which silence of a source cannot be told from loss: between two moments that are further apart than one and a half
 * times what is usual for it (see `pulseOf`), and since it was last heard, or switched off. What it answered when it was asked fills any
 * stretch before. None for a source that was never heard: nothing was ever concluded from it.
 */
export function sourceGaps({ heardAt, answeredUntil, disabledAt }: Hearing, now: Instant): Period[] {
  const moments = [...new Set(heardAt)].sort((one, other) => one - other);
  const last = moments.at(-1);
  if (last === undefined) return [];
  const between = moments.slice(1).map((to, index): Period => ({ from: moments[index] as Instant, to }));
  const longest = between.reduce<Period | null>(
    (one, gap) => (one && lengthOf(one) >= lengthOf(gap) ? one : gap),
    null,
  );
  // No alarm is shorter than the one without the longest gap: what is below it need not be looked at one by one.
  const leastMs = alarmAfterMs(moments, longest ? [longest] : []);
  const gaps = between.filter((gap) => lengthOf(gap) > leastMs && lengthOf(gap) > alarmAfterMs(moments, [gap]));
  const open: Period = { from: last, to: now };
  const isSilent = lengthOf(open) > alarmAfterMs(moments, gaps) || (disabledAt !== null && last < now);
  const found = isSilent ? [...gaps, open] : gaps;
  if (answeredUntil === null) return found;
  return found.flatMap(({ from, to }) =>
    to <= answeredUntil ? [] : [{ from: instant(Math.max(from, answeredUntil)), to }],
  );
}

function lengthOf({ from, to }: Period): number {
  return to - from;
}

/** How long silence may last, by its habits without some gaps: an outage is no habit, however long it was. */
function alarmAfterMs(moments: readonly Instant[], without: readonly Period[]): number {
  const cutBefore = (at: Instant) => without.reduce((sum, gap) => sum + (at >= gap.to ? lengthOf(gap) : 0), 0);
  const habit = moments.map((at) => instant(at - cutBefore(at)));
  const pulse = pulseOf(habit, habit.at(-1) as Instant);
  return "alarmAfterMs" in pulse ? pulse.alarmAfterMs : unknownHabitMs;
}
