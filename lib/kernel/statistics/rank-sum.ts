import { normalCdf } from "./normal";

/**
 * Two-sided p-value of Mann and Whitney (1947): are values of one sample greater or smaller than those of another more often than chance
 * explains? By the normal approximation with corrections for ties and continuity, which errs to the safe side in small samples. 1 when a
 * sample is empty or all values are equal.
 */
export function rankSumPValue(first: readonly number[], second: readonly number[]): number {
  const n = first.length + second.length;
  const values = [...first.map((value) => ({ value, of: 1 })), ...second.map((value) => ({ value, of: 0 }))];
  values.sort((x, y) => x.value - y.value);
  let rankSum = 0;
  let ties = 0;
  for (let from = 0; from < n; ) {
    let to = from;
    let mine = 0;
    while (to < n && values[to]?.value === values[from]?.value) mine += values[to++]?.of ?? 0;
    const count = to - from;
    // Equal values share the mean of their ranks.
    rankSum += (mine * (from + 1 + to)) / 2;
    ties += count ** 3 - count;
    from = to;
  }
  const pairs = first.length * second.length;
  const variance = (pairs / 12) * (n + 1 - ties / (n * (n - 1)));
  if (!(variance > 0)) return 1;
  const distance = Math.abs(rankSum - (first.length * (first.length + 1)) / 2 - pairs / 2);
  const tail = normalCdf(-Math.max(0, distance - 0.5) / Math.sqrt(variance));
  return Math.min(1, 2 * Math.max(0, tail));
}
