import type { KnownFigure, MeasureKind } from "./known-figure";

/** What history says before a target is set. */
export interface Baseline {
  /** The best month that had enough data: what has been shown to be possible. */
  readonly best: number | null;
  readonly knownMonths: number;
  /** Targets to take one after the other; empty without a baseline, and where nothing better was ever shown. */
  readonly steps: readonly TargetStep[];
  /** Why there are no steps; null when there are. */
  readonly reason: string | null;
}

export interface TargetStep {
  readonly value: number;
  /** Change against the step before, as a share of it. */
  readonly changeShare: number;
  readonly why: string;
}

/** No step changes a figure by more than this share of it. */
const LARGEST_STEP = 0.2;
/** The last step goes this much beyond the best month. */
const BEYOND_BEST = 0.1;
const STEPS = 3;
const FEWEST_MONTHS = 3;

/**
 * Up to three targets from a baseline. The first lies where the present figure's interval ends on the good side, or a fifth
 * away, whichever is nearer; each next at most a fifth further, and none beyond a tenth more than the best month: a
 * target that was never met for a month is a wish.
 */
export function baselineOf(figure: KnownFigure, months: readonly KnownFigure[], kind: MeasureKind): Baseline {
  const values = months.flatMap((one) => one.value ?? []);
  const isMore = kind.better === "more";
  const best = values.length === 0 ? null : isMore ? Math.max(...values) : Math.min(...values);
  const base = { best, knownMonths: values.length };
  if (figure.value === null) return { ...base, steps: [], reason: "There is not enough data for a baseline." };
  if (best === null || values.length < FEWEST_MONTHS)
    return { ...base, steps: [], reason: `${values.length} months are known; a target needs ${FEWEST_MONTHS}.` };
  const steps = stepsOf(figure, figure.value, best, isMore);
  return {
    ...base,
    steps,
    reason: steps.length > 0 ? null : "No month was better than the whole: keep what there is.",
  };
}

function stepsOf(figure: KnownFigure, value: number, best: number, isMore: boolean): readonly TargetStep[] {
  const sign = isMore ? 1 : -1;
  const furthest = best * (1 + sign * BEYOND_BEST);
  const edge = isMore ? figure.high : figure.low;
  const steps: TargetStep[] = [];
  let at = value;
  while (steps.length < STEPS) {
    const byShare = at * (1 + sign * LARGEST_STEP);
    const isFirst = steps.length === 0;
    const wished = isFirst && edge !== null && edge !== at ? nearer(at, edge, byShare) : byShare;
    const next = nearer(at, wished, furthest);
    if (!(sign * (next - at) > 0.01 * Math.abs(at))) break;
    steps.push({ value: next, changeShare: next / at - 1, why: whyOf(isFirst, next === furthest) });
    at = next;
  }
  return steps;
}

function nearer(from: number, one: number, other: number): number {
  return Math.abs(one - from) <= Math.abs(other - from) ? one : other;
}

function whyOf(isFirst: boolean, isFurthest: boolean): string {
  if (isFurthest) return "A tenth beyond the best month of the window.";
  return isFirst ? "The good end of what the figure may be today." : "A fifth further, once the step before has held.";
}
