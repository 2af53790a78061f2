import { compare, dividedBy, minus, one, type Rational, rational, times } from "@/lib/kernel/rational";

/**
 * Multi-window, multi-burn-rate alerts. Source of the formulas: Google, The Site Reliability Workbook, "Alerting on SLOs".
 * Burn is the error rate over the error rate that just spends the budget in one period: `e / (1 − target)`.
 */
export interface BurnRule {
  readonly severity: "page" | "ticket";
  readonly longWindowMs: number;
  readonly shortWindowMs: number;
  /** Share of the period's budget that is used when the rule fires at a constant rate, 0 to 1. */
  readonly budgetShare: Rational;
  /** Burn above which both windows must be. */
  readonly factor: Rational;
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** The workbook's recommendation: share of budget, long window; the short window is a twelfth of the long one. */
const recommended = [
  { severity: "page", longWindowMs: hourMs, share: rational(2n, 100n) },
  { severity: "page", longWindowMs: 6 * hourMs, share: rational(5n, 100n) },
  { severity: "ticket", longWindowMs: dayMs, share: rational(10n, 100n) },
  { severity: "ticket", longWindowMs: 3 * dayMs, share: rational(10n, 100n) },
] as const;

/** `factor = share · period / window`. */
export function factorOf(budgetShare: Rational, periodMs: number, windowMs: number): Rational {
  return times(budgetShare, rational(BigInt(periodMs), BigInt(windowMs)));
}

/** The recommended rules for a period of `periodMs`; factors are derived from the shares, never copied. */
export function recommendedRules(periodMs: number): BurnRule[] {
  return recommended.map(({ severity, longWindowMs, share }) => ({
    severity,
    longWindowMs,
    shortWindowMs: longWindowMs / 12,
    budgetShare: share,
    factor: factorOf(share, periodMs, longWindowMs),
  }));
}

/** Burn over a window: null when nothing happened in it. Throws RangeError for a target of 1. */
export function burnOf(bad: bigint, total: bigint, target: Rational): Rational | null {
  return total === 0n ? null : dividedBy(rational(bad, total), minus(one, target));
}

/** The highest burn there can be: everything fails. */
export function highestBurn(target: Rational): Rational {
  return dividedBy(one, minus(one, target));
}

/** Can this rule ever fire? A total outage must burn faster than its factor; firing asks for more, not as much. */
export function canFire(rule: Pick<BurnRule, "factor">, target: Rational): boolean {
  return compare(highestBurn(target), rule.factor) > 0;
}

/**
 * How long a constant error rate `errorRate` (0 to 1) lasts before the rule fires, in milliseconds; null when it never does. Closed form
 * of the workbook: `factor · (1 − target) · longWindow / errorRate`, for no errors before and even traffic.
 */
export function detectionMs(rule: BurnRule, target: Rational, errorRate: Rational): Rational | null {
  const limit = times(rule.factor, minus(one, target));
  if (compare(errorRate, limit) <= 0) return null;
  return dividedBy(times(limit, rational(BigInt(rule.longWindowMs))), errorRate);
}

/** How long after recovery the rule still fires, in milliseconds: `window · (1 − limit / errorRate)` with the short window. */
export function resetMs(rule: BurnRule, target: Rational, errorRate: Rational): Rational | null {
  const limit = times(rule.factor, minus(one, target));
  if (compare(errorRate, limit) <= 0) return null;
  return times(rational(BigInt(rule.shortWindowMs)), minus(one, dividedBy(limit, errorRate)));
}
