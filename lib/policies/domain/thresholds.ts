import { compare, type Rational, rational } from "@/lib/kernel/rational";
import type { Consequence, Effect, Threshold } from "../contract";

/** What is known of the budget of an objective. */
export type BudgetFact =
  /** Left at worst and at best: 1 all, 0 none, below that overspent. */
  | { readonly kind: "known"; readonly worst: Rational; readonly best: Rational }
  /** The source is dark, or too little was ever counted. `atMost`: what was left at best when it last told. */
  | { readonly kind: "undetermined"; readonly why: string; readonly atMost: Rational | null };

const gravity: Readonly<Record<Consequence, number>> = {
  none: 0,
  slow_down: 1,
  approval: 2,
  undetermined: 3,
  freeze: 4,
};
/** The graver of two consequences. */
export function graver(left: Consequence, right: Consequence): Consequence {
  return gravity[left] >= gravity[right] ? left : right;
}

/** The threshold in force when `left` of the budget is left: the lowest one that it is at or below. Null above all. */
export function thresholdAt(thresholds: readonly Threshold[], left: Rational): Threshold | null {
  const reached = thresholds.filter(({ leftPercent }) => compare(left, rational(BigInt(leftPercent), 100n)) <= 0);
  return reached.reduce<Threshold | null>((low, one) => (low && low.leftPercent <= one.leftPercent ? low : one), null);
}

/** What a policy says about a budget. Darkness is undetermined, and no excuse for a budget that was gone before it. */
export function consequenceOf(
  thresholds: readonly Threshold[],
  budget: BudgetFact,
): { readonly consequence: Consequence; readonly threshold: Threshold | null } {
  if (budget.kind === "undetermined") {
    const threshold = budget.atMost && thresholdAt(thresholds, budget.atMost);
    return { consequence: graver("undetermined", threshold?.effect.kind ?? "none"), threshold };
  }
  const threshold = thresholdAt(thresholds, budget.worst);
  const worst = threshold?.effect.kind ?? "none";
  const best = thresholdAt(thresholds, budget.best)?.effect.kind ?? "none";
  // A freeze rests on what is known. Where only the unknown part could have used the budget up, that is said, and nothing goes on either.
  return { consequence: worst === "freeze" && best !== "freeze" ? "undetermined" : worst, threshold };
}

export type SlowDown = Extract<Effect, { kind: "slow_down" }>;

/** Lower thresholds are at least as grave: what slowed releases down above still does. Null where nothing does. */
export function slowingAt(thresholds: readonly Threshold[], reached: Threshold | null): SlowDown | null {
  const above = thresholds.filter(({ leftPercent }) => reached !== null && leftPercent >= reached.leftPercent);
  return above.reduce<SlowDown | null>((last, { effect }) => (effect.kind === "slow_down" ? effect : last), null);
}
