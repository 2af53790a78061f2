import { logGamma } from "./log-gamma";

const MAX_TERMS = 1_000;
const ENOUGH = 1e-16;

/** Regularized lower incomplete gamma P(a, x), a > 0, x ≥ 0: a series below a + 1, a continued fraction above. */
export function regularizedGammaP(a: number, x: number): number {
  if (x <= 0) return 0;
  return x < a + 1 ? bySeries(a, x) : 1 - byFraction(a, x);
}

function bySeries(a: number, x: number): number {
  let term = 1 / a;
  let sum = term;
  for (let n = 1; n < MAX_TERMS && term > sum * ENOUGH; n += 1) {
    term *= x / (a + n);
    sum += term;
  }
  return sum * Math.exp(a * Math.log(x) - x - logGamma(a));
}

/** Lentz's method for the upper part Q(a, x). */
function byFraction(a: number, x: number): number {
  let b = x + 1 - a;
  let c = Number.MAX_VALUE;
  let d = 1 / b;
  let product = d;
  for (let n = 1; n < MAX_TERMS; n += 1) {
    const an = -n * (n - a);
    b += 2;
    d = 1 / (an * d + b);
    c = b + an / c;
    product *= c * d;
    if (Math.abs(c * d - 1) < ENOUGH * 10) break;
  }
  return product * Math.exp(a * Math.log(x) - x - logGamma(a));
}
