import { difference, intersection, lengthMs, union } from "@/lib/kernel/intervals";
import type { Period } from "@/lib/kernel/zoned-time";

/** What is known of a stretch of time. Anything may overlap anything. */
export interface TimeFacts {
  readonly window: Period;
  /** When it was bad, by measurement. */
  readonly bad: readonly Period[];
  /** When nobody knows. */
  readonly unknown: readonly Period[];
  /** Planned maintenance, agreed before. */
  readonly planned: readonly Period[];
  /** Forgiven by a waiver in force. */
  readonly waived: readonly Period[];
}

/** Milliseconds of each kind. They add up to the window to the millisecond. */
export interface TimeAccount {
  readonly windowMs: number;
  /** Measured as good, outside of planned and waived time. */
  readonly goodMs: number;
  readonly unplannedBadMs: number;
  readonly plannedBadMs: number;
  readonly waivedBadMs: number;
  readonly unknownMs: number;
  /** Planned or waived time that was good: excluded from the adjusted figure all the same. */
  readonly excludedGoodMs: number;
}

/**
 * Split the window. Planned goes before waived: who planned it need not have it forgiven. Unknown time inside planned or waived time
 * is unknown: that it would have been excluded is no reason to call it good.
 */
export function accountFor(facts: TimeFacts): TimeAccount {
  const window = [facts.window];
  const unknown = intersection(facts.unknown, window);
  const known = difference(window, unknown);
  const planned = intersection(facts.planned, known);
  const waived = difference(intersection(facts.waived, known), planned);
  const excluded = union([...planned, ...waived]);
  const bad = intersection(facts.bad, known);
  const good = difference(known, bad);
  return {
    windowMs: facts.window.to - facts.window.from,
    goodMs: lengthMs(difference(good, excluded)),
    unplannedBadMs: lengthMs(difference(bad, excluded)),
    plannedBadMs: lengthMs(intersection(bad, planned)),
    waivedBadMs: lengthMs(intersection(bad, waived)),
    unknownMs: lengthMs(unknown),
    excludedGoodMs: lengthMs(intersection(good, excluded)),
  };
}

/** The identity that every account obeys. */
export function addsUp(account: TimeAccount): boolean {
  const parts =
    account.goodMs +
    account.unplannedBadMs +
    account.plannedBadMs +
    account.waivedBadMs +
    account.unknownMs +
    account.excludedGoodMs;
  return parts === account.windowMs;
}
