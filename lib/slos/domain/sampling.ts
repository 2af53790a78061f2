import { type Rational, rational } from "@/lib/kernel/rational";
import { gammaQuantile } from "@/lib/kernel/statistics/gamma-quantile";

/**
 * What counts of a sampled stream leave open. Each event was kept with a known probability p, independently of the others (Poisson
 * sampling), and stands for 1/p events (Horvitz and Thompson 1952). All three add up over minutes, the last as a maximum.
 */
export interface Noise {
  /** Estimated variance of the number of good events: the sum of (1 − p)/p² over the good ones that were kept. 0: all were kept. */
  readonly good: number;
  /** The same of bad ones. */
  readonly bad: number;
  /** Largest 1/p of any batch, 1 or more: as many unseen events hide behind none that was seen. */
  readonly heaviest: number;
}

export const noNoise: Noise = { good: 0, bad: 0, heaviest: 1 };

/** Noise of two sets of independent events together. */
export function addNoise(left: Noise, right: Noise): Noise {
  return {
    good: left.good + right.good,
    bad: left.bad + right.bad,
    heaviest: Math.max(left.heaviest, right.heaviest),
  };
}

/** `all` without what `part`, which is in it, added. The heaviest weight stays: it can only widen the bound. */
export function withoutNoise(all: Noise, part: Noise): Noise {
  return { good: Math.max(0, all.good - part.good), bad: Math.max(0, all.bad - part.bad), heaviest: all.heaviest };
}

/** One batch of a sampled stream: what was kept of it, and with which probability (above 0, at most 1). */
export interface SampledBatch {
  readonly good: number;
  readonly bad: number;
  readonly probability: number;
}

export interface SampledCounts {
  /** Estimated numbers of events; whole only when all were kept. */
  readonly good: number;
  readonly bad: number;
  readonly noise: Noise;
}

/** Horvitz–Thompson estimate of how many good and bad events a batch stands for, with its noise. */
export function estimateOf({ good, bad, probability }: SampledBatch): SampledCounts {
  const weight = 1 / probability;
  const variance = (1 - probability) * weight * weight;
  return {
    good: good * weight,
    bad: bad * weight,
    noise: { good: good * variance, bad: bad * variance, heaviest: weight },
  };
}

/** Share of good events, 0 to 1: what is estimated, and where the true one lies in 95 of 100 samples. */
export interface SampledShare {
  readonly estimate: Rational;
  readonly low: Rational;
  readonly high: Rational;
  /** Events that were looked at, in effect: as many evenly sampled ones would say as much. */
  readonly seen: number;
}

interface Bounds {
  readonly low: number;
  readonly high: number;
}

const tail = 0.025;

/**
 * 95 % interval of a number of events from its estimate and variance, exact in spirit where few were seen: a gamma distribution of that
 * mean and variance below, and above one of the mean and variance with one more event of the heaviest weight (Fay and Feuer 1997, for
 * weighted sums of Poisson counts), less what is certain when all are kept. With no event seen of weight w the high end is close to
 * ln(0.025)/ln(1 − 1/w), the exact one.
 */
export function countBounds(estimate: number, variance: number, heaviest: number): Bounds {
  const low = estimate === 0 ? 0 : variance === 0 ? estimate : gammaAt(estimate, variance, tail);
  const mean = estimate + heaviest - 1;
  const spread = variance + heaviest * (heaviest - 1);
  return { low, high: spread === 0 ? mean : gammaAt(mean, spread, 1 - tail) };
}

function gammaAt(mean: number, variance: number, share: number): number {
  const scale = variance / mean;
  return scale * gammaQuantile(mean / scale, share);
}

/**
 * The share of good events of a sampled stream with its 95 % bound; null when every event was counted, or none. Good and bad events were
 * kept independently, so that a share R is inside of the bound while 0 is inside of that of (1 − R)·good − R·bad, put together from the
 * bounds of both numbers (MOVER: Zou and Donner 2008). Ends are rounded outwards to nine decimals.
 */
export function sampledShare(counts: {
  readonly good: bigint;
  readonly bad: bigint;
  readonly noise: Noise;
}): SampledShare | null {
  const [good, bad, { noise }] = [Number(counts.good), Number(counts.bad), counts];
  const total = good + bad;
  if (noise.heaviest <= 1 || total === 0) return null;
  const share = good / total;
  const [ofGood, ofBad] = [countBounds(good, noise.good, noise.heaviest), countBounds(bad, noise.bad, noise.heaviest)];
  const low = crossing(0, share, (at) => {
    const spread = Math.hypot((1 - at) * (good - ofGood.low), at * (ofBad.high - bad));
    return (1 - at) * good - at * bad - spread;
  });
  const high = crossing(share, 1, (at) => {
    const spread = Math.hypot((1 - at) * (ofGood.high - good), at * (bad - ofBad.low));
    return (1 - at) * good - at * bad + spread;
  });
  return {
    estimate: rational(counts.good, counts.good + counts.bad),
    low: outward(Math.floor(low * billion)),
    high: outward(Math.ceil(high * billion)),
    seen: Math.round((total * total) / (noise.good + noise.bad + total)),
  };
}

const billion = 1e9;

function outward(billionths: number): Rational {
  return rational(BigInt(Math.max(0, Math.min(billion, billionths))), BigInt(billion));
}

/** Where a function that is not negative at `from` and not positive at `to` passes through 0, to the last digits. */
function crossing(from: number, to: number, value: (at: number) => number): number {
  let [above, below] = [from, to];
  if (value(to) >= 0) return to;
  for (let turn = 0; turn < 60; turn += 1) {
    const middle = (above + below) / 2;
    if (value(middle) > 0) above = middle;
    else below = middle;
  }
  return (above + below) / 2;
}
