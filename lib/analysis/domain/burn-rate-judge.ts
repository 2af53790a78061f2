import { wilsonInterval } from "@/lib/kernel/statistics/wilson";
import {
  addCounts,
  type Comparison,
  evidenceOf,
  MIN_BAD_REQUESTS,
  NEEDED_EVIDENCE,
  type Pair,
  SUSPICIOUS_EVIDENCE,
  stakeForStep,
  startComparison,
  type Tally,
  TOLERANCE_Z,
} from "./comparison";
import { evidenceInWords, type Finding, found, shareInWords, words } from "./finding";

export interface BurnRateSettings {
  /** Share of good requests promised, in percent. */
  readonly objectivePercent: number;
  /** Multiple of the sustainable burn at which the canary fails. */
  readonly maxBurnRate: number;
  readonly minRequests: number;
}

export interface BurnRateState {
  readonly comparison: Comparison;
  readonly failure: Finding | null;
}

/** The canary must burn at least this many times faster than baseline does, or taking it out would not help. */
const BASELINE_FACTOR = 2;
/** One-sided 99 %. */
const BASELINE_Z = 2.326_348;

export function startBurnRate(): BurnRateState {
  return { comparison: startComparison(), failure: null };
}

export function beginBurnRateStep(state: BurnRateState): BurnRateState {
  return { ...state, comparison: stakeForStep(state.comparison) };
}

/** Take the next counts: the canary against the fixed share of errors at which its budget burns too fast. */
export function feedBurnRate(state: BurnRateState, batch: Pair, settings: BurnRateSettings): BurnRateState {
  const share = limitShare(settings);
  if (state.failure !== null || share >= 1) return state;
  const comparison = addCounts(state.comparison, batch, { kind: "fixed", share });
  return { comparison, failure: failureOf(comparison, settings) };
}

function failureOf(comparison: Comparison, settings: BurnRateSettings): Finding | null {
  const ratio = evidenceOf(comparison);
  const { canary, baseline } = comparison.window;
  if (ratio < NEEDED_EVIDENCE || canary.events < MIN_BAD_REQUESTS) return null;
  if (wilsonInterval(canary.events, canary.trials, TOLERANCE_Z).low <= limitShare(settings)) return null;
  if (burnsToo(comparison.window)) return null;
  const sentence =
    `Canary failed ${shareInWords(canary.events, canary.trials)} and burns its error budget ` +
    `${words(burnOf(canary, settings))} times too fast; the limit is ${words(settings.maxBurnRate)} for an objective of ` +
    `${settings.objectivePercent} % (${evidenceInWords(ratio, NEEDED_EVIDENCE)}).`;
  return found("fail", sentence, numbersOf(canary, baseline, ratio, settings));
}

/** What can be said now; see `readErrorRate` for the meaning of pass. */
export function readBurnRate(state: BurnRateState, step: Pair, settings: BurnRateSettings): Finding {
  if (state.failure !== null) return state.failure;
  const ratio = evidenceOf(state.comparison);
  const { canary, baseline } = step;
  const numbers = numbersOf(canary, baseline, ratio, settings);
  if (canary.trials < settings.minRequests) {
    const sentence = `Too few canary requests: ${canary.trials} of ${settings.minRequests} needed.`;
    return found("inconclusive", sentence, numbers);
  }
  const facts =
    `Canary failed ${shareInWords(canary.events, canary.trials)} and burns its error budget at ` +
    `${words(burnOf(canary, settings))} times the sustainable rate; the limit is ${words(settings.maxBurnRate)}`;
  const recent = state.comparison.window;
  if (ratio >= SUSPICIOUS_EVIDENCE && burnOf(recent.canary, settings) > settings.maxBurnRate) {
    const why = burnsToo(recent)
      ? `baseline burns at ${words(burnOf(recent.baseline, settings))} times too, so the canary is not to blame`
      : `it may burn too fast, but that is not certain yet (${evidenceInWords(ratio, NEEDED_EVIDENCE)})`;
    return found("inconclusive", `${facts}; ${why}.`, numbers);
  }
  return found("pass", `${facts}.`, numbers);
}

/** The canary is not clearly beyond what baseline burns at the same time: a shared fault, which a rollback cannot mend. */
function burnsToo(window: Pair): boolean {
  const { canary, baseline } = window;
  if (baseline.trials === 0) return false;
  const surely = wilsonInterval(canary.events, canary.trials, BASELINE_Z).low;
  return surely <= (BASELINE_FACTOR * baseline.events) / baseline.trials;
}

function limitShare(settings: BurnRateSettings): number {
  return settings.maxBurnRate * (1 - settings.objectivePercent / 100);
}

function burnOf(tally: Tally, settings: BurnRateSettings): number {
  if (tally.trials === 0) return 0;
  return tally.events / tally.trials / (1 - settings.objectivePercent / 100);
}

function numbersOf(canary: Tally, baseline: Tally, ratio: number, settings: BurnRateSettings): Finding["numbers"] {
  return {
    canaryRequests: canary.trials,
    canaryErrors: canary.events,
    canaryBurnRate: burnOf(canary, settings),
    baselineBurnRate: baseline.trials > 0 ? burnOf(baseline, settings) : null,
    limitBurnRate: settings.maxBurnRate,
    objectivePercent: settings.objectivePercent,
    minRequests: settings.minRequests,
    evidenceRatio: ratio,
    neededRatio: NEEDED_EVIDENCE,
  };
}
