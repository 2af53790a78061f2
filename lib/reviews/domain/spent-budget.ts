import { compare, type Rational, zero } from "@/lib/kernel/rational";

/** What is seen of an objective's budget now. */
export interface BudgetReading {
  /** Budget left at best, 1 to below 0: everything unknown counted as good. Null when nothing was counted. */
  readonly leftAtBest: Rational | null;
  readonly requests: bigint;
  readonly minRequests: bigint;
}

/**
 * Whether the budget is spent for certain: also if everything unknown was good, and after enough requests to say so. What is not certain
 * is no breach; the objective shows as undetermined.
 */
export function isSpent({ leftAtBest, requests, minRequests }: BudgetReading): boolean {
  return leftAtBest !== null && requests >= minRequests && compare(leftAtBest, zero) <= 0;
}
