import { wilsonInterval } from "@/lib/kernel/statistics/wilson";

/** A probability that was said before, and what happened. */
export interface Forecasted {
  readonly probability: number;
  readonly hasFailed: boolean;
}

/** The same of a deployment that can be looked up. */
export interface KnownForecast extends Forecasted {
  readonly deploymentId: string;
}

/** One bin of a reliability curve: of changes that were given about this probability, so many failed. */
export interface ReliabilityBin {
  readonly n: number;
  readonly failed: number;
  readonly meanProbability: number;
  readonly observed: number;
  /** 95 %, Wilson. */
  readonly low: number;
  readonly high: number;
}

export interface Calibration {
  readonly n: number;
  readonly failed: number;
  /** Mean squared distance of probability and outcome (Brier 1950); smaller is better. */
  readonly brier: number;
  /** The same of somebody who always says the base rate. */
  readonly baseBrier: number;
  /** Brier of the model minus that of the base rate, with its 95 % interval; below zero the model is better. */
  readonly difference: { readonly mean: number; readonly low: number; readonly high: number };
  /** Chance that a change that failed was given more than one that did not; null when either kind is missing. */
  readonly discrimination: number | null;
  readonly bins: readonly ReliabilityBin[];
}

const Z95 = 1.959963984540054;
const MOST_BINS = 8;
const FEWEST_IN_BIN = 10;

/** How good probabilities were on changes they were not trained on. `baseRate` is the share of failures known before. */
export function calibrationOf(forecasts: readonly Forecasted[], baseRate: number): Calibration {
  const n = forecasts.length;
  const outcome = (one: Forecasted): number => (one.hasFailed ? 1 : 0);
  const ours = forecasts.map((one) => (one.probability - outcome(one)) ** 2);
  const base = forecasts.map((one) => (baseRate - outcome(one)) ** 2);
  const differences = ours.map((one, at) => one - (base[at] ?? 0));
  const mean = meanOf(differences);
  const spread = Math.sqrt(meanOf(differences.map((one) => (one - mean) ** 2)));
  const half = n > 1 ? (Z95 * spread) / Math.sqrt(n - 1) : Number.POSITIVE_INFINITY;
  return {
    n,
    failed: forecasts.filter((one) => one.hasFailed).length,
    brier: meanOf(ours),
    baseBrier: meanOf(base),
    difference: { mean, low: mean - half, high: mean + half },
    discrimination: discriminationOf(forecasts),
    bins: binsOf(forecasts),
  };
}

function meanOf(values: readonly number[]): number {
  return values.length === 0 ? Number.NaN : values.reduce((sum, one) => sum + one, 0) / values.length;
}

/** Area under the ROC curve by ranks (Mann and Whitney), ties count half. */
function discriminationOf(forecasts: readonly Forecasted[]): number | null {
  const sorted = forecasts.toSorted((x, y) => x.probability - y.probability);
  const failed = sorted.filter((one) => one.hasFailed).length;
  const fine = sorted.length - failed;
  if (failed === 0 || fine === 0) return null;
  let rankSum = 0;
  for (let from = 0; from < sorted.length; ) {
    let until = from;
    while (until < sorted.length && sorted[until]?.probability === sorted[from]?.probability) until += 1;
    const rank = (from + 1 + until) / 2;
    rankSum += rank * sorted.slice(from, until).filter((one) => one.hasFailed).length;
    from = until;
  }
  return (rankSum - (failed * (failed + 1)) / 2) / (failed * fine);
}

/** Bins of about equal counts, so that each says something. */
function binsOf(forecasts: readonly Forecasted[]): readonly ReliabilityBin[] {
  return groupsOf(forecasts).map((group) => {
    const { n, failed, meanProbability, observed } = shareOf(group);
    const { low, high } = wilsonInterval(failed, n, Z95);
    return { n, failed, meanProbability: meanProbability ?? 0, observed: observed ?? 0, low, high };
  });
}

/**
 * Forecasts as the reliability curve groups them, least probability first. Of equal ones the earlier given comes first, so that the same
 * list makes the same groups.
 */
export function groupsOf<One extends Forecasted>(forecasts: readonly One[]): (readonly One[])[] {
  const sorted = forecasts.toSorted((x, y) => x.probability - y.probability);
  const count = Math.max(1, Math.min(MOST_BINS, Math.floor(sorted.length / FEWEST_IN_BIN)));
  return Array.from({ length: sorted.length === 0 ? 0 : count }, (_, at) =>
    sorted.slice(Math.round((at * sorted.length) / count), Math.round(((at + 1) * sorted.length) / count)),
  );
}

/** What a group comes to; no shares of an empty one. */
export function shareOf(group: readonly Forecasted[]): {
  n: number;
  failed: number;
  meanProbability: number | null;
  observed: number | null;
} {
  const n = group.length;
  const failed = group.filter((one) => one.hasFailed).length;
  if (n === 0) return { n, failed, meanProbability: null, observed: null };
  return { n, failed, meanProbability: meanOf(group.map((one) => one.probability)), observed: failed / n };
}
