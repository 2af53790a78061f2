import type { BudgetBand } from "./band";
import type { Verdict } from "./level";

/** What is looked at of an objective. */
export interface Standing {
  readonly tier: number;
  readonly verdict: Verdict;
  readonly band: BudgetBand;
  /** Of the error budget, 1 all to below 0; null when nothing is known. */
  readonly budgetLeftWorst: number | null;
  /** Burn over the first rule's long window; null when it is not known. */
  readonly burn: number | null;
}

/** How many objectives are met, missed, cannot be told, or have no data. */
export interface VerdictCounts {
  readonly total: number;
  readonly met: number;
  readonly missed: number;
  readonly undetermined: number;
  readonly noData: number;
}

const bands: readonly BudgetBand[] = [
  "exhausted",
  "unhealthy",
  "uncertain",
  "attention",
  "observe",
  "healthy",
  "dark",
] as const;

/** The band that needs somebody most first, in it the least budget first. What is dark is named last, on its own. */
export function byNeed(left: Standing, right: Standing): number {
  const budget = ({ budgetLeftWorst }: Standing) => budgetLeftWorst ?? 0;
  return bands.indexOf(left.band) - bands.indexOf(right.band) || budget(left) - budget(right);
}

/** The fastest spender first, then by need. */
export function byBurn(left: Standing, right: Standing): number {
  return (right.burn ?? -1) - (left.burn ?? -1) || byNeed(left, right);
}

/** Objectives by their verdict. */
export function countVerdicts(all: readonly Pick<Standing, "verdict">[]): VerdictCounts {
  const of = (verdict: Verdict) => all.filter((one) => one.verdict === verdict).length;
  return {
    total: all.length,
    met: of("met"),
    missed: of("missed"),
    undetermined: of("undetermined"),
    noData: of("no_data"),
  };
}

/** The same by tier, the most important first; tiers without an objective are left out. */
export function countByTier(
  all: readonly Pick<Standing, "verdict" | "tier">[],
): readonly (VerdictCounts & { readonly tier: number })[] {
  const tiers = [...new Set(all.map(({ tier }) => tier))].sort((left, right) => left - right);
  return tiers.map((tier) => ({ tier, ...countVerdicts(all.filter((one) => one.tier === tier)) }));
}
