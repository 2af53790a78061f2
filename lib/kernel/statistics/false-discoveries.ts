/**
 * Adjusted p-values of Benjamini and Hochberg (1995), in the order given: calling everything at or below q a finding keeps
 * the expected share of false findings among them at q, for tests that are independent or positively dependent.
 */
export function adjustedPValues(pValues: readonly number[]): readonly number[] {
  const order = pValues.map((p, at) => ({ p, at })).toSorted((x, y) => y.p - x.p);
  const adjusted = new Array<number>(pValues.length).fill(1);
  let least = 1;
  for (const [fromLargest, { p, at }] of order.entries()) {
    least = Math.min(least, (p * pValues.length) / (pValues.length - fromLargest));
    adjusted[at] = least;
  }
  return adjusted;
}
