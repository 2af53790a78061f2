import { compare, type Rational, rational, zero } from "@/lib/kernel/rational";
import type { Verdict } from "./level";

export type BudgetBand = "exhausted" | "unhealthy" | "uncertain" | "attention" | "observe" | "healthy" | "dark";

/** What is left of a budget, 1 all to below 0, at worst and at best; null when nothing is known. */
export interface BudgetEnds {
  readonly worst: Rational | null;
  readonly best: Rational | null;
}

/**
 * Named bands of the budget that is left at worst. Dark when nothing is known, and uncertain when so much is unknown that it may be spent or
 * not: neither healthy by silence nor spent by it.
 */
export function bandOf({ worst, best }: BudgetEnds): BudgetBand {
  if (worst === null) return "dark";
  if (compare(worst, zero) <= 0) return best !== null && compare(best, zero) > 0 ? "uncertain" : "exhausted";
  if (compare(worst, rational(1n, 4n)) < 0) return "unhealthy";
  if (compare(worst, rational(1n, 2n)) < 0) return "attention";
  return compare(worst, rational(3n, 4n)) < 0 ? "observe" : "healthy";
}

const gravity: Readonly<Record<BudgetBand, number>> = {
  healthy: 0,
  observe: 1,
  attention: 2,
  dark: 3,
  unhealthy: 4,
  uncertain: 5,
  exhausted: 6,
};

/** The graver of two bands. Darkness is graver than what would be fine, and no excuse for what is bad already. */
export function graverBand(left: BudgetBand, right: BudgetBand): BudgetBand {
  return gravity[left] >= gravity[right] ? left : right;
}

const verdictGravity: Readonly<Record<Verdict, number>> = { met: 0, undetermined: 1, no_data: 2, missed: 3 };

/** The graver of two verdicts. */
export function graverVerdict(left: Verdict, right: Verdict): Verdict {
  return verdictGravity[left] >= verdictGravity[right] ? left : right;
}
