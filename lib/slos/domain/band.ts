import { compare, type Rational, rational, zero } from "@/lib/kernel/rational";
import type { Verdict } from "./level";

export type BudgetBand = "exhausted" | "unhealthy" | "attention" | "observe" | "healthy" | "dark";

/** Named bands of the budget that is left at worst, 1 all to below 0. Dark when nothing is known: never healthy by silence. */
export function bandOf(budgetLeftWorst: Rational | null): BudgetBand {
  if (budgetLeftWorst === null) return "dark";
  if (compare(budgetLeftWorst, zero) <= 0) return "exhausted";
  if (compare(budgetLeftWorst, rational(1n, 4n)) < 0) return "unhealthy";
  if (compare(budgetLeftWorst, rational(1n, 2n)) < 0) return "attention";
  return compare(budgetLeftWorst, rational(3n, 4n)) < 0 ? "observe" : "healthy";
}

const gravity: Readonly<Record<BudgetBand, number>> = {
  healthy: 0,
  observe: 1,
  attention: 2,
  dark: 3,
  unhealthy: 4,
  exhausted: 5,
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
