import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { rankSumPValue } from "@/lib/kernel/statistics/rank-sum";

/** By counting every way to choose who is first: the share of ways whose U is at least as far from the middle. */
function exact(first: readonly number[], second: readonly number[]): number {
  const all = [...first, ...second];
  const ranks = all.map((x) => all.filter((y) => y < x).length + (all.filter((y) => y === x).length + 1) / 2);
  const middle = (first.length * (all.length + 1)) / 2;
  const sums: number[] = [];
  const choose = (at: number, left: number, sum: number): void => {
    if (left === 0) sums.push(sum);
    else for (let next = at; next <= all.length - left; next += 1) choose(next + 1, left - 1, sum + (ranks[next] ?? 0));
  };
  choose(0, first.length, 0);
  const seen = Math.abs(ranks.slice(0, first.length).reduce((sum, rank) => sum + rank, 0) - middle);
  return sums.filter((sum) => Math.abs(sum - middle) >= seen - 1e-9).length / sums.length;
}

describe("the rank test of two samples", () => {
  it("is 1 where nothing can be said", () => {
    expect(rankSumPValue([], [1, 2])).toBe(1);
    expect(rankSumPValue([1], [])).toBe(1);
    expect(rankSumPValue([3, 3, 3], [3, 3])).toBe(1);
  });

  it("gives the published value of a worked example", () => {
    // scipy 1.14: mannwhitneyu(x, y, method="asymptotic", use_continuity=True), from its documentation on ages of diabetes.
    const males = [19, 22, 16, 29, 24];
    const females = [20, 11, 17, 12];
    expect(rankSumPValue(males, females)).toBeCloseTo(0.111_346_886_533_140_4, 12);
    expect(rankSumPValue(females, males)).toBeCloseTo(0.111_346_886_533_140_4, 12);
  });

  it("is close to the exact share of all orders, and at their end never below it", () => {
    // Ties make the exact share jump in steps that no smooth curve follows, so that values differ here.
    const values = fc.uniqueArray(fc.integer({ min: 0, max: 1_000 }), { minLength: 8, maxLength: 12 });
    const seed = Date.now() % 2_147_483_647;
    fc.assert(
      fc.property(values, fc.integer({ min: 4, max: 6 }), (all, size) => {
        const [first, second] = [all.slice(0, size), all.slice(size)];
        fc.pre(second.length >= 4);
        const distance = Math.abs(rankSumPValue(first, second) - exact(first, second));
        if (distance >= 0.05) throw new Error(`${distance} from the exact share, seed ${seed}`);
      }),
      { seed, numRuns: 200 },
    );
    const apart = rankSumPValue([1, 2, 3, 4, 5], [6, 7, 8, 9, 10, 11]);
    expect(apart).toBeGreaterThan(exact([1, 2, 3, 4, 5], [6, 7, 8, 9, 10, 11]));
    expect(apart).toBeLessThan(0.01);
  });
});
