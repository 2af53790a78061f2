import { logNoncentralHypergeometric, type TwoByTwo } from "./hypergeometric";

/** Tables this much less likely than the one seen still count as equally likely: the sums are not exact to the last digit. */
const TIE = 1 + 1e-7;

/**
 * Fisher's exact test (1935) that the share of events is the same in both groups: the two-sided p-value, the sum over all
 * tables with the same margins that are at most as likely as this one.
 */
export function fisherExact(table: TwoByTwo): number {
  const lowest = Math.max(0, table.events - table.second);
  const highest = Math.min(table.events, table.first);
  const seen = Math.exp(logNoncentralHypergeometric(table, 1));
  let sum = 0;
  for (let inFirst = lowest; inFirst <= highest; inFirst += 1) {
    const probability = Math.exp(logNoncentralHypergeometric({ ...table, inFirst }, 1));
    if (probability <= seen * TIE) sum += probability;
  }
  return Math.min(1, sum);
}
