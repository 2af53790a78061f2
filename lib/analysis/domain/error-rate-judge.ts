import { shareUpperBound } from "@/lib/kernel/statistics/binomial";
import { shareDifferenceInterval } from "@/lib/kernel/statistics/wilson";
import {
  addCounts,
  type Comparison,
  evidenceOf,
  isLonely,
  MIN_BAD_REQUESTS,
  NEEDED_EVIDENCE,
  type Pair,
  type Reference,
  SUSPICIOUS_EVIDENCE,
  stakeForStep,
  startComparison,
  type Tally,
  TOLERANCE_Z,
} from "./comparison";
import { evidenceInWords, type Finding, found, percentOf, requests, shareInWords, words } from "./finding";

export interface ErrorRateSettings {
  /** Percentage points above baseline that are tolerated. */
  readonly maxIncreasePp: number;
  /** Canary requests of the step without which it cannot pass. A failure needs no such number. */
  readonly minRequests: number;
}

/** What the canary of a batch is compared with. */
export interface BaselineContext {
  /** Stable has a share of the traffic now, so its requests of the same moment are the baseline. */
  readonly serving: boolean;
  /** Stable's requests and errors of the whole rollout: the baseline when it serves no longer. */
  readonly whole: Tally;
}

export interface ErrorRateState {
  readonly comparison: Comparison;
  /** Set once, never taken back. */
  readonly failure: Finding | null;
}

const CONFIDENCE_Z = 1.644_854;
const FROZEN_CONFIDENCE = 0.95;

export function startErrorRate(): ErrorRateState {
  return { comparison: startComparison(), failure: null };
}

export function beginErrorRateStep(state: ErrorRateState): ErrorRateState {
  return { ...state, comparison: stakeForStep(state.comparison) };
}

/** Take the next counts, in any batching. `events` are errors. */
export function feedErrorRate(
  state: ErrorRateState,
  batch: Pair,
  baseline: BaselineContext,
  settings: ErrorRateSettings,
): ErrorRateState {
  if (state.failure !== null) return state;
  const serving = baseline.serving && !isLonely(state.comparison, batch);
  const reference = referenceOf({ ...baseline, serving }, settings);
  if (reference === null) return state;
  const comparison = addCounts(state.comparison, batch, reference);
  return { comparison, failure: failureOf(comparison, { ...baseline, serving }, settings) };
}

/** Without a serving baseline its frozen share, one upper bound and the tolerance above, is what the canary must beat. */
function referenceOf(baseline: BaselineContext, settings: ErrorRateSettings): Reference | null {
  if (baseline.serving) return { kind: "concurrent" };
  if (baseline.whole.trials === 0) return null;
  const upper = shareUpperBound(baseline.whole.events, baseline.whole.trials, FROZEN_CONFIDENCE);
  const share = upper + settings.maxIncreasePp / 100;
  return share < 1 ? { kind: "fixed", share } : null;
}

function failureOf(comparison: Comparison, baseline: BaselineContext, settings: ErrorRateSettings): Finding | null {
  const ratio = evidenceOf(comparison);
  const canary = comparison.window.canary;
  if (ratio < NEEDED_EVIDENCE || canary.events < MIN_BAD_REQUESTS) return null;
  const against = baselineOfWindow(comparison, baseline);
  const surely = shareDifferenceInterval(canary, against, TOLERANCE_Z);
  if (surely.low <= settings.maxIncreasePp / 100) return null;
  const sentence =
    `Canary failed ${shareInWords(canary.events, canary.trials)}, ` +
    `baseline ${shareInWords(against.events, against.trials)}${baseline.serving ? "" : " while it still served"}; ` +
    `the difference is more than ${points(settings.maxIncreasePp)} beyond chance ` +
    `(${evidenceInWords(ratio, NEEDED_EVIDENCE)}).`;
  return found("fail", sentence, numbersOf(canary, against, ratio, settings));
}

function baselineOfWindow(comparison: Comparison, baseline: BaselineContext): Tally {
  return baseline.serving ? comparison.window.baseline : baseline.whole;
}

/**
 * What can be said now. Pass means: enough requests in this step, and nothing that speaks for harm; it is no proof that
 * the canary is as good as baseline, so the sentence says which increase could have gone unseen.
 */
export function readErrorRate(
  state: ErrorRateState,
  step: Pair,
  baseline: BaselineContext,
  settings: ErrorRateSettings,
): Finding {
  if (state.failure !== null) return state.failure;
  const ratio = evidenceOf(state.comparison);
  const against = baseline.serving && step.baseline.trials > 0 ? step.baseline : baseline.whole;
  const numbers = numbersOf(step.canary, against, ratio, settings);
  const facts =
    `Canary failed ${shareInWords(step.canary.events, step.canary.trials)} in this step, ` +
    `baseline ${shareInWords(against.events, against.trials)}`;
  const lack = lackOf(step, baseline, settings);
  if (lack !== null) return found("inconclusive", `${lack} ${facts}.`, numbers);
  if (suspicious(state.comparison, baseline, settings)) {
    const odds = evidenceInWords(ratio, NEEDED_EVIDENCE);
    return found("inconclusive", `${facts}; it may be worse, but that is not certain yet (${odds}).`, numbers);
  }
  const unseen = words(Math.max(0, numbers.differenceUpperPp ?? 0));
  return found("pass", `${facts}; an increase above ${points(Number(unseen))} is ruled out at 95 %.`, numbers);
}

function lackOf(step: Pair, baseline: BaselineContext, settings: ErrorRateSettings): string | null {
  if (step.canary.trials < settings.minRequests) {
    return `Too few canary requests: ${step.canary.trials} of ${settings.minRequests} needed.`;
  }
  if (baseline.whole.trials < settings.minRequests) {
    return `Too few baseline requests to compare with: ${requests(baseline.whole.trials)}.`;
  }
  return null;
}

function suspicious(comparison: Comparison, baseline: BaselineContext, settings: ErrorRateSettings): boolean {
  if (evidenceOf(comparison) < SUSPICIOUS_EVIDENCE) return false;
  const { canary } = comparison.window;
  const against = baselineOfWindow(comparison, baseline);
  const increasePp = percentOf(canary.events, canary.trials) - percentOf(against.events, against.trials);
  return increasePp > settings.maxIncreasePp;
}

function numbersOf(canary: Tally, baseline: Tally, ratio: number, settings: ErrorRateSettings) {
  const canaryPercent = percentOf(canary.events, canary.trials);
  const baselinePercent = percentOf(baseline.events, baseline.trials);
  const interval = shareDifferenceInterval(canary, baseline, CONFIDENCE_Z);
  return {
    canaryRequests: canary.trials,
    canaryErrors: canary.events,
    canaryErrorPercent: canaryPercent,
    baselineRequests: baseline.trials,
    baselineErrors: baseline.events,
    baselineErrorPercent: baselinePercent,
    differencePp: canaryPercent - baselinePercent,
    differenceLowerPp: 100 * interval.low,
    differenceUpperPp: 100 * interval.high,
    limitPp: settings.maxIncreasePp,
    minRequests: settings.minRequests,
    evidenceRatio: ratio,
    neededRatio: NEEDED_EVIDENCE,
  };
}

function points(value: number): string {
  return `${words(value)} percentage point${value === 1 ? "" : "s"}`;
}
