import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { logChoose } from "@/lib/kernel/statistics/log-gamma";
import { quantileRanks, selectRanks, summarise } from "@/lib/kernel/statistics/order-statistics";
import { runs } from "@/tests/support/runs";

/** P(X ≤ k) for X ~ Binomial(n, p), as a plain sum. */
function atMost(k: number, n: number, p: number): number {
  let sum = 0;
  for (let j = 0; j <= k; j += 1) sum += Math.exp(logChoose(n, j) + j * Math.log(p) + (n - j) * Math.log1p(-p));
  return sum;
}

describe("selectRanks", () => {
  it("finds what sorting finds, whatever the values", () => {
    const values = fc.array(fc.oneof(fc.integer({ min: 0, max: 9 }), fc.double({ noNaN: true })), {
      minLength: 1,
      maxLength: 400,
    });
    fc.assert(
      fc.property(values, fc.array(fc.nat(), { minLength: 1, maxLength: 5 }), (given, seeds) => {
        const sorted = Float64Array.from(given).sort();
        const ranks = seeds.map((seed) => 1 + (seed % given.length));
        const found = selectRanks(Float64Array.from(given), ranks);
        for (const rank of ranks) expect(found.get(rank) === sorted[rank - 1]).toBe(true);
      }),
      runs(200),
    );
  });

  it("handles long runs of equal values and sorted input", () => {
    expect(selectRanks(new Float64Array(5_000).fill(7), [2_500]).get(2_500)).toBe(7);
    const rising = Float64Array.from({ length: 10_000 }, (_, index) => index);
    expect(selectRanks(rising, [1, 5_000, 10_000])).toEqual(
      new Map([
        [1, 0],
        [5_000, 4_999],
        [10_000, 9_999],
      ]),
    );
  });
});

describe("quantileRanks", () => {
  it("agrees with published ranks of the median's 95 % interval", () => {
    // Conover, Practical Nonparametric Statistics, 1999, and the sign test's tables.
    expect(quantileRanks(5, 0.5, 0.95)).toBeNull();
    expect(quantileRanks(6, 0.5, 0.95)).toEqual({ low: 1, high: 6 });
    expect(quantileRanks(10, 0.5, 0.95)).toEqual({ low: 2, high: 9 });
    expect(quantileRanks(15, 0.5, 0.95)).toEqual({ low: 4, high: 12 });
    expect(quantileRanks(20, 0.5, 0.95)).toEqual({ low: 6, high: 15 });
    expect(quantileRanks(100, 0.5, 0.95)).toEqual({ low: 40, high: 61 });
  });

  it("covers at least what it promises, and would not one rank narrower", () => {
    for (const share of [0.5, 0.9]) {
      for (let n = 6; n <= 200; n += 7) {
        const ranks = quantileRanks(n, share, 0.95);
        if (!ranks) continue;
        expect(atMost(ranks.low - 1, n, share)).toBeLessThanOrEqual(0.025 + 1e-9);
        expect(1 - atMost(ranks.high - 1, n, share)).toBeLessThanOrEqual(0.025 + 1e-9);
        expect(atMost(ranks.low, n, share)).toBeGreaterThan(0.025);
      }
    }
  });
});

describe("summarise", () => {
  it("gives the median of the published incidents: the midpoint of the two in the middle", () => {
    // 90, 100, 300, 800 s: other products print 100 (lower median), 200 (interpolated) and 322.5 (mean).
    expect(summarise(Float64Array.of(800, 90, 300, 100), 0.95)).toEqual({
      n: 4,
      median: 200,
      p90: 800,
      interval: null,
      sum: 1290,
    });
  });

  it("gives the middle value of an odd number, and nothing of nothing", () => {
    expect(summarise(Float64Array.of(5, 1, 9), 0.95)).toMatchObject({ median: 5, p90: 9 });
    expect(summarise(new Float64Array(), 0.95)).toBeNull();
  });

  it("takes p90 by nearest rank", () => {
    expect(
      summarise(
        Float64Array.from({ length: 10 }, (_, index) => index + 1),
        0.95,
      )?.p90,
    ).toBe(9);
    expect(
      summarise(
        Float64Array.from({ length: 11 }, (_, index) => index + 1),
        0.95,
      )?.p90,
    ).toBe(10);
  });
});
