import { logChoose } from "./log-gamma";

/** A 2×2 table: `events` happened among `first` + `second` trials, `inFirst` of them in the first group. */
export interface TwoByTwo {
  readonly first: number;
  readonly second: number;
  readonly events: number;
  readonly inFirst: number;
}

const ENOUGH = 1e-17;

/**
 * ln P(inFirst | all margins) when the odds of an event in the first group are `oddsRatio` times those in the second:
 * Fisher's noncentral hypergeometric distribution; the central one for an odds ratio of 1. The common rate of events
 * does not appear in it, which is what makes it safe against a rate that changes for both groups at once.
 */
export function logNoncentralHypergeometric(table: TwoByTwo, oddsRatio: number): number {
  const { first, second, events, inFirst } = table;
  const lowest = Math.max(0, events - second);
  const highest = Math.min(events, first);
  if (inFirst < lowest || inFirst > highest) return Number.NEGATIVE_INFINITY;
  if (lowest === highest) return 0;
  const mode = modeOf(table, oddsRatio, lowest, highest);
  // The weights are unimodal, so both sums stop once a term no longer counts.
  let total = 1;
  for (let j = mode, weight = 1; j < highest && weight > total * ENOUGH; j += 1) {
    weight *= ((first - j) * (events - j) * oddsRatio) / ((j + 1) * (second - events + j + 1));
    total += weight;
  }
  for (let j = mode, weight = 1; j > lowest && weight > total * ENOUGH; j -= 1) {
    weight *= (j * (second - events + j)) / ((first - j + 1) * (events - j + 1) * oddsRatio);
    total += weight;
  }
  return logWeight(table, inFirst, oddsRatio) - logWeight(table, mode, oddsRatio) - Math.log(total);
}

function logWeight(table: TwoByTwo, j: number, oddsRatio: number): number {
  return logChoose(table.first, j) + logChoose(table.second, table.events - j) + j * Math.log(oddsRatio);
}

/** The largest j whose weight is not below that of j - 1: the root of a quadratic (Liao and Rosen 2001). */
function modeOf(table: TwoByTwo, oddsRatio: number, lowest: number, highest: number): number {
  const { first, second, events } = table;
  const a = oddsRatio - 1;
  const b = -((first + events + 2) * oddsRatio + second - events);
  const c = (first + 1) * (events + 1) * oddsRatio;
  const discriminant = Math.sqrt(Math.max(0, b * b - 4 * a * c));
  const root = a === 0 ? -c / b : (2 * c) / (-b + discriminant);
  return Math.min(highest, Math.max(lowest, Math.floor(root)));
}
