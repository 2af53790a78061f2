import type { DeliveryRecord } from "./delivery-record";
import { type Figure, figureOf, type MeasureName, measures, type Span } from "./measure";

/** What history says before a target is set. */
export interface Baseline {
  readonly figure: Figure;
  /** The same measure for each month of the window, oldest first. */
  readonly months: readonly Figure[];
  /** The best month that had enough data; what the teams have shown they can do. */
  readonly best: number | null;
  /** Targets to take one after the other; empty without a baseline. */
  readonly steps: readonly TargetStep[];
}

export interface TargetStep {
  readonly value: number;
  /** Change against the step before, as a share of it. */
  readonly changeShare: number;
  readonly why: string;
}

/** No step changes a figure by more than this share of it. */
const LARGEST_STEP = 0.2;
const STEPS = 3;
const monthMs = 30 * 86_400_000;

/**
 * The baseline of a measure over a window, and up to three targets. The first lies where the present figure's interval ends
 * on the good side or a fifth away, whichever is nearer; the next at most a fifth further, and none beyond a tenth more than
 * the best month: a target that nobody ever met for a month is a wish.
 */
export function baselineOf(measure: MeasureName, records: readonly DeliveryRecord[], window: Span): Baseline {
  const figure = figureOf(measure, records, window);
  const count = Math.max(1, Math.round((window.until - window.from) / monthMs));
  const months = Array.from({ length: count }, (_, at) =>
    figureOf(measure, records, {
      from: window.until - (count - at) * monthMs,
      until: window.until - (count - at - 1) * monthMs,
    }),
  );
  const values = months.flatMap((one) => one.value ?? []);
  const isUp = measures[measure].better === "up";
  const best = values.length === 0 ? null : isUp ? Math.max(...values) : Math.min(...values);
  return { figure, months, best, steps: stepsOf(figure, best, isUp) };
}

function stepsOf(figure: Figure, best: number | null, isUp: boolean): readonly TargetStep[] {
  if (figure.value === null || figure.value === 0 || best === null) return [];
  const furthest = isUp ? best * 1.1 : best * 0.9;
  const edge = isUp ? figure.high : figure.low;
  const steps: TargetStep[] = [];
  let at = figure.value;
  for (let step = 0; step < STEPS; step += 1) {
    const byShare = at * (isUp ? 1 + LARGEST_STEP : 1 - LARGEST_STEP);
    const wished = step === 0 && edge !== null && edge !== at ? nearer(at, edge, byShare) : byShare;
    const value = nearer(at, wished, furthest);
    const isAhead = isUp ? value > at * 1.01 : value < at * 0.99;
    if (!isAhead) break;
    steps.push({ value, changeShare: value / at - 1, why: whyOf(step, value === furthest) });
    at = value;
  }
  return steps;
}

function nearer(from: number, one: number, other: number): number {
  return Math.abs(one - from) <= Math.abs(other - from) ? one : other;
}

function whyOf(step: number, isFurthest: boolean): string {
  if (isFurthest) return "A tenth beyond the best month of the window.";
  if (step === 0) return "The good end of what the present figure may already be.";
  return "A fifth further, once the step before has held for a whole window.";
}
