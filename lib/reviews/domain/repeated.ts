import type { Instant } from "@/lib/kernel/instant";

export interface CountedBreach {
  readonly id: string;
  readonly periodFrom: Instant;
  /** A retrospective that was held looked at it. */
  readonly isLookedAt: boolean;
}

export interface Repetition {
  readonly breachIds: readonly string[];
  readonly periods: number;
  /** No retrospective looked at the newest of them: one is owed. */
  readonly isOwed: boolean;
}

/**
 * Whether an objective is breached again and again: at least `breaches` of them in the last `periods`, which begin at `periodStarts` (any
 * order). Null when it is not.
 */
export function repetitionOf(
  breaches: readonly CountedBreach[],
  periodStarts: readonly Instant[],
  rule: { readonly breaches: number; readonly periods: number },
): Repetition | null {
  const starts = [...periodStarts].sort((left, right) => right - left).slice(0, rule.periods);
  const counted = breaches
    .filter(({ periodFrom }) => starts.includes(periodFrom))
    .sort((left, right) => right.periodFrom - left.periodFrom);
  const [newest] = counted;
  if (!newest || counted.length < rule.breaches) return null;
  return { breachIds: counted.map(({ id }) => id), periods: starts.length, isOwed: !newest.isLookedAt };
}
