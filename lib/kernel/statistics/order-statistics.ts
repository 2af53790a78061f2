import { binomialUpperTail } from "./binomial";
import type { Interval } from "./wilson";

/** Ranks count from 1, the smallest value. */
export interface RankInterval {
  readonly low: number;
  readonly high: number;
}

/**
 * Ranks of the order statistics between which the `share` quantile lies with at least `confidence`, whatever the distribution
 * (David and Nagaraja, Order Statistics, 2003, §7.1): the number of values below the quantile is binomial. Null when `n` is too
 * small for two such ranks to exist: five values cannot give a median's 95 % interval, six can.
 */
export function quantileRanks(n: number, share: number, confidence: number): RankInterval | null {
  const tail = (1 - confidence) / 2;
  const low = largestRank(n, share, tail);
  const high = n + 1 - largestRank(n, 1 - share, tail);
  return low < 1 || high > n ? null : { low, high };
}

/** The largest r with P(X ≤ r - 1) ≤ tail for X ~ Binomial(n, p); 0 when there is none. */
function largestRank(n: number, p: number, tail: number): number {
  let low = 0;
  let high = n;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (1 - binomialUpperTail(middle, n, p) <= tail) low = middle;
    else high = middle - 1;
  }
  return low;
}

export interface SampleSummary {
  readonly n: number;
  /** The middle value, or the midpoint of the two middle ones. */
  readonly median: number;
  /** Nearest rank: the smallest value that at least nine tenths do not exceed. */
  readonly p90: number;
  /** Of the median; null when there are too few values. */
  readonly interval: Interval | null;
  readonly sum: number;
}

/** Median, p90 and the median's interval of a sample; null for none. Reorders `values`. */
export function summarise(values: Float64Array, confidence: number): SampleSummary | null {
  const n = values.length;
  if (n === 0) return null;
  const ranks = quantileRanks(n, 0.5, confidence);
  const lowMiddle = Math.floor((n + 1) / 2);
  const highMiddle = Math.floor(n / 2) + 1;
  const p90 = Math.ceil(0.9 * n);
  const at = selectRanks(values, [lowMiddle, highMiddle, p90, ...(ranks ? [ranks.low, ranks.high] : [])]);
  let sum = 0;
  for (const value of values) sum += value;
  return {
    n,
    median: ((at.get(lowMiddle) ?? 0) + (at.get(highMiddle) ?? 0)) / 2,
    p90: at.get(p90) ?? 0,
    interval: ranks && { low: at.get(ranks.low) ?? 0, high: at.get(ranks.high) ?? 0 },
    sum,
  };
}

/** Values at these ranks, by rank, without sorting the rest (Hoare's find, once per range that still holds a wanted rank). */
export function selectRanks(values: Float64Array, ranks: readonly number[]): Map<number, number> {
  const wanted = [...new Set(ranks)].sort((a, b) => a - b);
  place(
    values,
    { from: 0, to: values.length - 1 },
    wanted.map((rank) => rank - 1),
  );
  return new Map(wanted.map((rank) => [rank, values[rank - 1] ?? Number.NaN]));
}

interface Range {
  readonly from: number;
  readonly to: number;
}

const smallEnough = 24;

function place(values: Float64Array, { from, to }: Range, indexes: readonly number[]): void {
  if (indexes.length === 0 || from >= to) return;
  if (to - from < smallEnough) {
    values.subarray(from, to + 1).sort();
    return;
  }
  const { below, above } = partition(values, from, to);
  place(
    values,
    { from, to: below },
    indexes.filter((index) => index <= below),
  );
  place(
    values,
    { from: above, to },
    indexes.filter((index) => index >= above),
  );
}

/** Parts a range around a pivot; what lies between the answers is in its place. */
function partition(values: Float64Array, from: number, to: number): { below: number; above: number } {
  const pivot = middleOfThree(values[from] ?? 0, values[(from + to) >>> 1] ?? 0, values[to] ?? 0);
  let left = from;
  let right = to;
  while (left <= right) {
    while ((values[left] ?? 0) < pivot) left += 1;
    while ((values[right] ?? 0) > pivot) right -= 1;
    if (left > right) break;
    const held = values[left] ?? 0;
    values[left] = values[right] ?? 0;
    values[right] = held;
    left += 1;
    right -= 1;
  }
  return { below: right, above: left };
}

function middleOfThree(a: number, b: number, c: number): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
}
