import { normalCdf } from "@/lib/kernel/statistics/normal";
import { type Interval, shareDifferenceInterval, wilsonInterval } from "@/lib/kernel/statistics/wilson";
import type { KnownFigure, MeasureKind } from "./known-figure";

/** How a figure differs from the same one of another period. */
export interface Change {
  /** Later minus earlier, in the unit of the figure; null when either is not known. */
  readonly change: number | null;
  /** 95 % interval of the change. */
  readonly low: number | null;
  readonly high: number | null;
  /** `unclear`: the change may be chance. `unknown`: one of the figures is not known. */
  readonly verdict: "better" | "worse" | "unclear" | "unknown";
}

const Z95 = 1.959_963_984_540_054;
const unknown: Change = { change: null, low: null, high: null, verdict: "unknown" };

/**
 * Compare a figure with an earlier one of the same rule. Shares by Newcombe's interval of a difference, rates by the binomial
 * share of the later count (Przyborowski and Wilenski 1940), medians by the widths of their own intervals.
 */
export function compareFigures(before: KnownFigure, after: KnownFigure, kind: MeasureKind): Change {
  if (before.value === null || after.value === null) return unknown;
  const change = after.value - before.value;
  const interval = intervalOf(before, after, kind, change);
  if (interval === null) return { ...unknown, change, verdict: "unclear" };
  const isClear = interval.low > 0 || interval.high < 0;
  const isBetter = change > 0 === (kind.better === "more");
  return { change, ...interval, verdict: !isClear ? "unclear" : isBetter ? "better" : "worse" };
}

function intervalOf(before: KnownFigure, after: KnownFigure, kind: MeasureKind, change: number): Interval | null {
  if (kind.unit === "share") return shareDifferenceInterval(trialsOf(after), trialsOf(before), Z95);
  if (kind.unit === "per_day") return rateDifference(before, after);
  return medianDifference(before, after, change);
}

function trialsOf(figure: KnownFigure): { readonly events: number; readonly trials: number } {
  return { events: figure.events ?? Math.round((figure.value ?? 0) * figure.n), trials: figure.n };
}

function rateDifference(before: KnownFigure, after: KnownFigure): Interval {
  const [earlier, later] = [trialsOf(before), trialsOf(after)];
  const total = earlier.events + later.events;
  if (total === 0) return { low: 0, high: 0 };
  const { low, high } = wilsonInterval(later.events, total, Z95);
  const difference = (share: number): number => (total * share) / later.trials - (total * (1 - share)) / earlier.trials;
  return { low: difference(low), high: difference(high) };
}

/** A 95 % interval is about 1.96 standard errors to either side; errors of two periods add up as squares. */
function medianDifference(before: KnownFigure, after: KnownFigure, change: number): Interval | null {
  if (before.low === null || before.high === null || after.low === null || after.high === null) return null;
  const half = Math.hypot(before.high - before.low, after.high - after.low) / 2;
  return { low: change - half, high: change + half };
}

/** How surprising a change is when nothing has changed, from its interval: two-sided, for ordering only. */
export function surpriseOf({ change, low, high }: Change): number {
  if (change === null || low === null || high === null || high === low) return 1;
  const error = (high - low) / (2 * Z95);
  return 2 * (1 - normalCdf(Math.abs(change) / error));
}
