import { shareUpperBound } from "@/lib/kernel/statistics/binomial";
import { wilsonInterval } from "@/lib/kernel/statistics/wilson";
import {
  addCounts,
  type Comparison,
  evidenceOf,
  isLonely,
  MIN_BAD_REQUESTS,
  NEEDED_EVIDENCE,
  type Reference,
  SUSPICIOUS_EVIDENCE,
  stakeForStep,
  startComparison,
  TOLERANCE_Z,
} from "./comparison";
import { evidenceInWords, type Finding, found, requests, shareInWords, words } from "./finding";
import { addHistograms, type Histogram, type QuantileBound, quantileOf, slowerThan, totalOf } from "./histogram";

export interface LatencySettings {
  /** Between 0 and 1, for example 0.95. */
  readonly quantile: number;
  readonly maxIncreaseMs: number;
  readonly minRequests: number;
}

export interface LatencyBatch {
  readonly canary: Histogram | null;
  readonly baseline: Histogram | null;
}

export interface LatencyBaseline {
  readonly serving: boolean;
  /** Stable's requests of the whole rollout. */
  readonly whole: Histogram | null;
}

export interface LatencyState {
  /** Compares shares of slow requests: those above `cutoffMs`. */
  readonly comparison: Comparison;
  readonly cutoffMs: number | null;
  /** Histograms of the comparison's window. */
  readonly window: LatencyBatch;
  readonly failure: Finding | null;
}

const ENOUGH_FOR_CUTOFF = 50;
const FROZEN_CONFIDENCE = 0.95;
/** A bucket this many times wider than the limit says too little about a quantile inside it. */
const COARSE_BUCKET_FACTOR = 4;
const nothing: LatencyBatch = { canary: null, baseline: null };

export function startLatency(): LatencyState {
  return { comparison: startComparison(), cutoffMs: null, window: nothing, failure: null };
}

export function beginLatencyStep(state: LatencyState): LatencyState {
  return { ...state, comparison: stakeForStep(state.comparison) };
}

/** Forget histograms whose bounds no longer hold; a failure stays. */
export function restartLatency(state: LatencyState): LatencyState {
  return { ...startLatency(), failure: state.failure };
}

/** Take the next histograms. `baseline.whole` must not yet hold this batch: the cutoff may not look ahead. */
export function feedLatency(
  state: LatencyState,
  batch: LatencyBatch,
  baseline: LatencyBaseline,
  settings: LatencySettings,
): LatencyState {
  if (state.failure !== null) return state;
  // A cutoff is kept while a stratum is half filled, for its counts were made with it.
  const { open } = state.comparison;
  const settled = open.canary.trials + open.baseline.trials === 0;
  const cutoffMs = settled ? cutoffOf(baseline.whole, settings) : state.cutoffMs;
  if (cutoffMs === null) return state;
  const pair = { canary: slowerThan(batch.canary, cutoffMs), baseline: slowerThan(batch.baseline, cutoffMs) };
  const context = { ...baseline, serving: baseline.serving && !isLonely(state.comparison, pair) };
  const comparison = addCounts(state.comparison, pair, referenceOf(context, cutoffMs, settings));
  const closed = comparison.open.canary.trials + comparison.open.baseline.trials === 0;
  const window = closed && comparison.window.canary.trials === 0 ? nothing : joined(state.window, batch);
  const next = { comparison, cutoffMs, window, failure: null };
  return { ...next, failure: failureOf(next, context, settings) };
}

/**
 * The largest bucket bound that baseline's quantile plus the tolerated increase still reaches, but never one inside
 * baseline's own bucket: above it a healthy canary has few requests, a slow one many. Null when no finite bound serves.
 */
function cutoffOf(baseline: Histogram | null, settings: LatencySettings): number | null {
  if (baseline === null || totalOf(baseline) < ENOUGH_FOR_CUTOFF) return null;
  const normal = quantileOf(baseline, settings.quantile);
  if (normal === null || normal.highMs === Number.POSITIVE_INFINITY) return null;
  const limitMs = normal.estimateMs + settings.maxIncreaseMs;
  return baseline.boundsMs.reduce((best, bound) => (bound <= limitMs && bound > best ? bound : best), normal.highMs);
}

function referenceOf(baseline: LatencyBaseline, cutoffMs: number, settings: LatencySettings): Reference {
  if (baseline.serving) return { kind: "concurrent" };
  const slow = slowerThan(baseline.whole, cutoffMs);
  const upper = shareUpperBound(slow.events, slow.trials, FROZEN_CONFIDENCE);
  // With nothing at the same moment to compare with, only a quantile beyond the limit counts as harm.
  return { kind: "fixed", share: Math.min(0.99, Math.max(upper, 1 - settings.quantile)) };
}

function joined(a: LatencyBatch, b: LatencyBatch): LatencyBatch {
  return { canary: addHistograms(a.canary, b.canary), baseline: addHistograms(a.baseline, b.baseline) };
}

function failureOf(state: LatencyState, baseline: LatencyBaseline, settings: LatencySettings): Finding | null {
  const ratio = evidenceOf(state.comparison);
  const slow = state.comparison.window.canary;
  if (ratio < NEEDED_EVIDENCE || slow.events < MIN_BAD_REQUESTS || state.cutoffMs === null) return null;
  if (wilsonInterval(slow.events, slow.trials, TOLERANCE_Z).low <= 1 - settings.quantile) return null;
  const compared = compare(state.window, baseline, settings);
  if (compared === null || compared.coarse || compared.differenceMs <= settings.maxIncreaseMs) return null;
  const sentence =
    `${quantilesInWords(compared, settings)}; ${shareInWords(slow.events, slow.trials)} of the canary took longer than ` +
    `${words(state.cutoffMs)} ms. The increase is more than ${words(settings.maxIncreaseMs)} ms beyond chance ` +
    `(${evidenceInWords(ratio, NEEDED_EVIDENCE)}).`;
  return found("fail", sentence, numbersOf(compared, state, totalOf(state.window.canary), settings));
}

interface Compared {
  readonly canary: QuantileBound;
  readonly baseline: QuantileBound;
  readonly differenceMs: number;
  /** Most that the buckets allow the difference to be. */
  readonly differenceHighMs: number;
  /** The buckets leave open on which side of the limit the canary is. */
  readonly coarse: boolean;
}

function compare(histograms: LatencyBatch, context: LatencyBaseline, settings: LatencySettings): Compared | null {
  const canary = quantileOf(histograms.canary, settings.quantile);
  const ofMoment = context.serving ? quantileOf(histograms.baseline, settings.quantile) : null;
  const baseline = ofMoment ?? quantileOf(context.whole, settings.quantile);
  if (canary === null || baseline === null) return null;
  const differenceMs = canary.estimateMs - baseline.estimateMs;
  const lowMs = canary.lowMs - baseline.highMs;
  const differenceHighMs = canary.highMs - baseline.lowMs;
  const limit = settings.maxIncreaseMs;
  const widthMs = canary.highMs - canary.lowMs;
  const open = lowMs <= limit && differenceHighMs > limit;
  // Above the last bound the estimate is that bound, the least it can be: if that is too much already, it is clear.
  const unbounded = widthMs === Number.POSITIVE_INFINITY && differenceMs <= limit;
  const wide = Number.isFinite(widthMs) && widthMs > COARSE_BUCKET_FACTOR * limit;
  return { canary, baseline, differenceMs, differenceHighMs, coarse: open && (unbounded || wide) };
}

/** What can be said now; see `readErrorRate` for the meaning of pass. */
export function readLatency(
  state: LatencyState,
  step: LatencyBatch,
  baseline: LatencyBaseline,
  settings: LatencySettings,
): Finding {
  if (state.failure !== null) return state.failure;
  const canaryRequests = totalOf(step.canary);
  const baselineRequests = totalOf(baseline.whole);
  const compared = compare(step, baseline, settings);
  if (compared === null || canaryRequests < settings.minRequests || baselineRequests < settings.minRequests) {
    const sentence =
      `Too few requests with a latency: canary ${canaryRequests} of ${settings.minRequests} needed in this step, ` +
      `baseline ${requests(baselineRequests)}.`;
    return found("inconclusive", sentence, { canaryRequests, baselineRequests, minRequests: settings.minRequests });
  }
  const facts = quantilesInWords(compared, settings);
  const numbers = numbersOf(compared, state, canaryRequests, settings);
  if (compared.coarse) {
    const sentence = `The latency buckets are too coarse: ${facts}, so an increase of ${words(settings.maxIncreaseMs)} ms cannot be told.`;
    return found("inconclusive", sentence, numbers);
  }
  const ratio = evidenceOf(state.comparison);
  const recent = compare(state.window, baseline, settings);
  if (ratio >= SUSPICIOUS_EVIDENCE && recent !== null && recent.differenceMs > settings.maxIncreaseMs) {
    const odds = evidenceInWords(ratio, NEEDED_EVIDENCE);
    return found("inconclusive", `${facts}; it may be slower, but that is not certain yet (${odds}).`, numbers);
  }
  return found("pass", `${facts}; no sign of an increase above ${words(settings.maxIncreaseMs)} ms.`, numbers);
}

function quantilesInWords(compared: Compared, settings: LatencySettings): string {
  const name = `p${words(100 * settings.quantile)}`;
  return `${name} of the canary is ${quantileInWords(compared.canary)}, of baseline ${quantileInWords(compared.baseline)}`;
}

function quantileInWords(bound: QuantileBound): string {
  if (bound.highMs === Number.POSITIVE_INFINITY) return `above ${words(bound.lowMs)} ms, the last bucket bound`;
  return `about ${words(bound.estimateMs)} ms (between ${words(bound.lowMs)} and ${words(bound.highMs)})`;
}

function numbersOf(compared: Compared, state: LatencyState, canaryRequests: number, settings: LatencySettings) {
  const finite = (value: number) => (Number.isFinite(value) ? value : null);
  return {
    canaryRequests,
    canaryQuantileMs: compared.canary.estimateMs,
    canaryLowMs: compared.canary.lowMs,
    canaryHighMs: finite(compared.canary.highMs),
    baselineQuantileMs: compared.baseline.estimateMs,
    baselineLowMs: compared.baseline.lowMs,
    baselineHighMs: finite(compared.baseline.highMs),
    differenceMs: compared.differenceMs,
    differenceHighMs: finite(compared.differenceHighMs),
    limitMs: settings.maxIncreaseMs,
    quantile: settings.quantile,
    cutoffMs: state.cutoffMs,
    minRequests: settings.minRequests,
    evidenceRatio: evidenceOf(state.comparison),
    neededRatio: NEEDED_EVIDENCE,
  };
}
