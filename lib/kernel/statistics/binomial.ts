import { logBeta } from "./log-gamma";

const MAX_TERMS = 10_000;
const ENOUGH = 1e-15;
const TINY = 1e-300;

/** Regularized incomplete beta I_x(a, b), 0 ≤ x ≤ 1: continued fraction by Lentz's method. */
export function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a);
  const front = Math.exp(a * Math.log(x) + b * Math.log1p(-x) - logBeta(a, b)) / a;
  return front * betaFraction(x, a, b);
}

function betaFraction(x: number, a: number, b: number): number {
  let c = 1;
  let d = 1 / awayFromZero(1 - ((a + b) * x) / (a + 1));
  let product = d;
  for (let m = 1; m < MAX_TERMS; m += 1) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / awayFromZero(1 + even * d);
    c = awayFromZero(1 + even / c);
    product *= c * d;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / awayFromZero(1 + odd * d);
    c = awayFromZero(1 + odd / c);
    product *= c * d;
    if (Math.abs(c * d - 1) < ENOUGH) break;
  }
  return product;
}

function awayFromZero(x: number): number {
  return Math.abs(x) < TINY ? TINY : x;
}

/** P(X ≥ k) for X ~ Binomial(n, p). */
export function binomialUpperTail(k: number, n: number, p: number): number {
  if (k <= 0) return 1;
  if (k > n) return 0;
  return incompleteBeta(p, k, n - k + 1);
}

/**
 * One-sided upper confidence bound for a share, `events` of `trials` (Clopper and Pearson 1934): true with at least
 * `confidence`, whatever the true share. 1 when there were no trials.
 */
export function shareUpperBound(events: number, trials: number, confidence: number): number {
  if (events >= trials) return 1;
  let low = events / trials;
  let high = 1;
  for (let i = 0; i < 60; i += 1) {
    const middle = (low + high) / 2;
    // P(X ≤ events) at `middle`; the bound is where it falls to 1 - confidence.
    if (1 - binomialUpperTail(events + 1, trials, middle) > 1 - confidence) low = middle;
    else high = middle;
  }
  return high;
}
