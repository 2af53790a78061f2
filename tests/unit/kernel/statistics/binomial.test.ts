import { describe, expect, it } from "vitest";
import { binomialUpperTail, incompleteBeta, shareUpperBound } from "@/lib/kernel/statistics/binomial";
import { logChoose } from "@/lib/kernel/statistics/log-gamma";

describe("binomial", () => {
  it("gives the incomplete beta function", () => {
    expect(incompleteBeta(0.5, 2, 3)).toBeCloseTo(0.6875, 13);
    expect(incompleteBeta(0.2, 1, 1)).toBeCloseTo(0.2, 13);
    expect(incompleteBeta(0, 2, 3)).toBe(0);
    expect(incompleteBeta(1, 2, 3)).toBe(1);
  });

  it("gives upper tails equal to the plain sum", () => {
    expect(binomialUpperTail(8, 10, 0.5)).toBeCloseTo(56 / 1024, 13);
    for (const [k, n, p] of [
      [1, 300, 0.005],
      [7, 600, 0.005],
      [40, 100, 0.3],
    ] as const) {
      let sum = 0;
      for (let j = k; j <= n; j += 1) sum += Math.exp(logChoose(n, j) + j * Math.log(p) + (n - j) * Math.log1p(-p));
      expect(binomialUpperTail(k, n, p)).toBeCloseTo(sum, 11);
    }
    expect(binomialUpperTail(0, 10, 0.1)).toBe(1);
    expect(binomialUpperTail(11, 10, 0.1)).toBe(0);
  });

  it("bounds a share as Clopper and Pearson do", () => {
    expect(shareUpperBound(0, 10, 0.95)).toBeCloseTo(1 - 0.05 ** (1 / 10), 10);
    // Two-sided 95 % of 10 in 100 is 4.90 % to 17.62 %.
    expect(shareUpperBound(10, 100, 0.975)).toBeCloseTo(0.176_223, 5);
    expect(shareUpperBound(0, 0, 0.95)).toBe(1);
    expect(shareUpperBound(5, 5, 0.95)).toBe(1);
  });
});
