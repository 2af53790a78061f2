import { compare, type Rational, rational, zero } from "@/lib/kernel/rational";

export type BudgetBand = "exhausted" | "unhealthy" | "attention" | "observe" | "healthy" | "dark";

/** Named bands of the budget that is left at worst, 1 all to below 0. Dark when nothing is known: never healthy by silence. */
export function bandOf(budgetLeftWorst: Rational | null): BudgetBand {
  if (budgetLeftWorst === null) return "dark";
  if (compare(budgetLeftWorst, zero) <= 0) return "exhausted";
  if (compare(budgetLeftWorst, rational(1n, 4n)) < 0) return "unhealthy";
  if (compare(budgetLeftWorst, rational(1n, 2n)) < 0) return "attention";
  return compare(budgetLeftWorst, rational(3n, 4n)) < 0 ? "observe" : "healthy";
}
